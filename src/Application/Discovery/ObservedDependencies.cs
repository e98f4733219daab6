using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>What all services were seen to call, kept for as long as neither estate nor catalog change. Thread-safe.</summary>
public sealed class ObservedDependencies(IObservedEstate observed, ICatalog catalog)
{
    private readonly Lock _gate = new();
    private (long Estate, long Catalog) _of = (-1, -1);
    private IReadOnlyDictionary<string, ServiceObservation> _services = new Dictionary<string, ServiceObservation>(StringComparer.Ordinal);

    /// <summary>By full ref of the service; those without a workload are absent.</summary>
    public IReadOnlyDictionary<string, ServiceObservation> Services
    {
        get
        {
            lock (_gate)
            {
                var (estate, graph) = (observed.Estate, catalog.Current);
                if (_of != (estate.Version, graph.Generation))
                {
                    (_services, _of) = (DependencyObserver.Of(estate, graph), (estate.Version, graph.Generation));
                }

                return _services;
            }
        }
    }
}

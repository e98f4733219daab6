using Portal.Application.Incidents;

namespace Portal.Application.Discovery;

/// <summary>The observed dependencies that are certain enough to follow; the same object for as long as nothing changes.</summary>
internal sealed class ObservedCalls(ObservedDependencies observed) : IObservedCalls
{
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, ServiceObservation>? _of;
    private IReadOnlyDictionary<string, IReadOnlyList<string>> _calls = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Calls
    {
        get
        {
            var services = observed.Services;
            lock (_gate)
            {
                if (!ReferenceEquals(_of, services))
                {
                    _calls = services.Select(s => (s.Key, Targets: (IReadOnlyList<string>)[.. s.Value.Dependencies.Where(d => !d.IsWeak).Select(d => d.Target)])).Where(s => s.Targets.Count > 0).ToDictionary(s => s.Key, s => s.Targets, StringComparer.Ordinal);
                    _of = services;
                }

                return _calls;
            }
        }
    }
}

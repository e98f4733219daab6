using System.Globalization;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;

namespace Portal.Testing.Culprit;

/// <summary>
/// A simulated cluster followed as a real one is, without a socket in between: its objects are read by the readers of the watch, applied to the cluster's model, and the picture is handed in. The
/// test moves time.
/// </summary>
internal sealed class WatchedSimulation : IDisposable
{
    private readonly ClusterModel _model;
    private readonly DeploymentPictures _pictures;
    private readonly TimeProvider _clock;
    private readonly string _environment;
    private readonly ObjectStore.Subscription _watch;
    private readonly Dictionary<string, WatchedKind> _kinds = WatchedKind.All.ToDictionary(k => k.Resource, StringComparer.Ordinal);

    public WatchedSimulation(SimulatedCluster cluster, string environment, DeploymentPictures pictures, TimeProvider clock)
    {
        (Cluster, _environment, _pictures, _clock) = (cluster, environment, pictures, clock);
        _model = new(cluster.Name, environment, null);
        long version = 0;
        foreach (var kind in WatchedKind.All)
        {
            (var items, version) = cluster.Store.List(ApiResource.All.First(r => r.Plural == kind.Resource), null);
            _model.Apply(new ObservedChange.Relisted(kind.Kind, [.. items.Select(i => Read(kind, i))]));
        }

        _watch = cluster.Store.Watch(version) ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Nothing can be watched from version {version}."));
        Hand();
    }

    public SimulatedCluster Cluster { get; }

    /// <summary>Lets the cluster move to the present, and hears of it.</summary>
    public void Step()
    {
        Cluster.Step();
        var heard = false;
        while (_watch.Changes.TryRead(out var change))
        {
            if (_kinds.GetValueOrDefault(change.Item.Resource.Plural) is { } kind)
            {
                var item = Read(kind, change.Item);
                _model.Apply(change.Type == "DELETED" ? new ObservedChange.Deleted(kind.Kind, item) : new ObservedChange.Upserted(kind.Kind, item));
                heard = true;
            }
        }

        _model.TimePassed();
        if (heard)
        {
            Hand();
        }
    }

    public void Dispose() => _watch.Dispose();

    private static IObserved Read(WatchedKind kind, StoredObject item) => kind.ReadObject(item.Bytes) ?? throw new InvalidOperationException($"{item.Name} is no {kind.Kind}.");

    private void Hand() => _pictures.Replace(new(Cluster.Name, _environment, null, ClusterState.Live, _clock.GetUtcNow(), null, null, "v1.30.0", [], 0, 0), _model.Build(_clock.GetUtcNow()));
}

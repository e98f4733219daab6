namespace Portal.Application.Deployments;

public sealed partial class DeploymentPictures : IObservedEstate
{
    private long _structure = 1;
    private ObservedEstate? _estate;
    private IReadOnlyList<ISurroundingsListener> _around = [];

    public ObservedEstate Estate
    {
        get
        {
            lock (_gate)
            {
                if (_estate?.Version != _structure)
                {
                    var members = _clusters.Values.OrderBy(m => m.Status!.Name, StringComparer.Ordinal).ToList();
                    _estate = new(
                        _structure,
                        members.ToDictionary(m => m.Status!.Name, m => m.Status!, StringComparer.Ordinal),
                        [.. members.SelectMany(m => m.Rows.Values).OrderBy(r => r.Row.Namespace, StringComparer.Ordinal).ThenBy(r => r.Row.Name, StringComparer.Ordinal).ThenBy(r => r.Row.Kind, StringComparer.Ordinal).ThenBy(r => r.Row.Cluster, StringComparer.Ordinal)],
                        members.ToDictionary(m => m.Status!.Name, m => m.Picture.Around.Services, StringComparer.Ordinal));
                }

                return _estate;
            }
        }
    }

    /// <summary>From now on the listener hears of nodes, autoscalers and the like, after readers see the change.</summary>
    public void Listen(ISurroundingsListener listener)
    {
        lock (_gate)
        {
            _around = [.. _around, listener];
        }
    }

    private void TellAround(ClusterStatus status, ClusterPicture before, ClusterPicture? after)
    {
        if (after is not null && !ReferenceEquals(before.Around, after.Around))
        {
            foreach (var listener in _around)
            {
                listener.SurroundingsChanged(status, before, after);
            }
        }
    }

    /// <summary>Counts the structure up when a workload comes, goes or differs in it. Called with the gate held.</summary>
    private void NoteStructure(WorkloadEntry? before, WorkloadEntry? after) => _structure += before is null || after is null || !SameStructure(before, after) ? 1 : 0;

    /// <summary>Counts the structure up when a cluster's state or Services differ. Called with the gate held.</summary>
    private void NoteSurroundings(Member before, Member after)
        => _structure += before.Status?.State != after.Status?.State || !ReferenceEquals(before.Picture.Around.Services, after.Picture.Around.Services) ? 1 : 0;

    private static bool SameStructure(WorkloadEntry a, WorkloadEntry b)
        => ReferenceEquals(a, b)
            || (a.Row.Service == b.Row.Service && a.Row.Match == b.Row.Match && a.Row.Image == b.Row.Image && a.Row.PodsUnknown == b.Row.PodsUnknown
                && Same(a.Workload.Labels, b.Workload.Labels) && Same(a.Workload.Annotations, b.Workload.Annotations) && Same(a.TemplateLabels, b.TemplateLabels) && a.References.SequenceEqual(b.References));

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b)
        => ReferenceEquals(a, b) || ((a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? b)!.All(p => b?.GetValueOrDefault(p.Key) == p.Value));
}

namespace Portal.Application.Deployments;

public sealed partial class DeploymentPictures : IObservedEstate
{
    private long _structure = 1;
    private ObservedEstate? _estate;

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
                        members.ToDictionary(m => m.Status!.Name, m => m.Picture.Services, StringComparer.Ordinal));
                }

                return _estate;
            }
        }
    }

    /// <summary>Counts the structure up when two moments of a cluster differ in it. Called with the gate held.</summary>
    private void NoteStructure(Member before, Member next)
    {
        if (before.Status?.State != next.Status?.State || !ReferenceEquals(before.Picture.Services, next.Picture.Services) || before.Rows.Count != next.Rows.Count
            || next.Rows.Any(r => before.Rows.GetValueOrDefault(r.Key) is not { } old || !SameStructure(old, r.Value)))
        {
            _structure++;
        }
    }

    private static bool SameStructure(WorkloadEntry a, WorkloadEntry b)
        => ReferenceEquals(a, b)
            || (a.Row.Service == b.Row.Service && a.Row.Match == b.Row.Match && a.Row.Image == b.Row.Image && a.Row.PodsUnknown == b.Row.PodsUnknown
                && Same(a.Workload.Labels, b.Workload.Labels) && Same(a.Workload.Annotations, b.Workload.Annotations) && Same(a.TemplateLabels, b.TemplateLabels) && a.References.SequenceEqual(b.References));

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b)
        => ReferenceEquals(a, b) || ((a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? b)!.All(p => b?.GetValueOrDefault(p.Key) == p.Value));
}

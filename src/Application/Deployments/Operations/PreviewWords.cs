using System.Globalization;

namespace Portal.Application.Deployments.Operations;

/// <param name="RevisionsRead">Revisions, or why they are unknown.</param>
internal sealed record PreviewFacts(WorkloadEntry Entry, ClusterStatus Cluster, (IReadOnlyList<WorkloadRevision> Found, string? Why) RevisionsRead)
{
    public IReadOnlyList<WorkloadRevision> Revisions => RevisionsRead.Found;

    public WorkloadRevision? Previous => Revisions.FirstOrDefault(r => !r.Current);

    public WorkloadRevision? Current => Revisions.FirstOrDefault(r => r.Current);
}

/// <summary>Says what an order will do to a workload. Pure.</summary>
internal sealed class PreviewWords(PreviewFacts facts, WorkloadOrder order)
{
    private readonly Deployment _row = facts.Entry.Row;
    private readonly ObservedWorkload _now = facts.Entry.Observed;

    private int Replicas => _row.Kind == "DaemonSet" ? _row.Desired : _now.Spec.Replicas ?? 1;

    private WorkloadRevision? Target => facts.Revisions.FirstOrDefault(r => r.Number == order.Revision);

    private bool Production => EnvironmentOrder.IsProduction(_row.Environment);

    public bool TypeName() => Production && (order is { Verb: WorkloadVerb.Rollback } or { Verb: WorkloadVerb.Scale, Replicas: 0 });

    public string Title() => order.Verb switch
    {
        WorkloadVerb.Restart => $"Restart {_row.Name}",
        WorkloadVerb.Scale when order.Replicas is { } count => $"Scale {_row.Name} from {Replicas} to {count}",
        WorkloadVerb.Scale => $"Scale {_row.Name}",
        WorkloadVerb.Rollback when Target is { } target => $"Roll {_row.Name} back to revision {target.Number}",
        WorkloadVerb.Rollback => $"Roll {_row.Name} back",
        WorkloadVerb.Pause => $"Pause {_row.Name}",
        _ => $"Resume {_row.Name}",
    };

    public string? Refused() => order.Verb switch
    {
        WorkloadVerb.Rollback when facts.RevisionsRead.Why is { } why => why,
        WorkloadVerb.Rollback when facts.Previous is null => $"{_row.Cluster} keeps no earlier revision of {_row.Name}, so there is nothing to go back to.",
        WorkloadVerb.Rollback when Target is null => $"{_row.Cluster} keeps no revision {order.Revision} of {_row.Name}. Choose one of those it has.",
        WorkloadVerb.Rollback when Target is { Current: true } => $"Revision {order.Revision} is what runs now.",
        _ => null,
    };

    public IReadOnlyList<string> Changes() => order.Verb switch
    {
        WorkloadVerb.Restart => [Replicas == 1 ? $"The pod of {_row.Name} is replaced by a new one of the same version {_row.Version}." : $"All {Pods(Replicas)} of {_row.Name} are replaced by new ones of the same version {_row.Version}.", Pace()],
        WorkloadVerb.Scale => order.Replicas switch
        {
            null => [],
            0 => [$"{(Replicas == 1 ? "Its pod stops" : $"All {Pods(Replicas)} stop")}. {_row.Name} answers nothing until it is scaled up again."],
            { } more when more > Replicas => [$"{Pods(more - Replicas)} more {(more - Replicas == 1 ? "is" : "are")} started, of version {_row.Version}."],
            { } fewer when fewer < Replicas => [$"{Pods(Replicas - fewer)} {(Replicas - fewer == 1 ? "is" : "are")} stopped; the others go on."],
            _ => [],
        },
        WorkloadVerb.Rollback => Target is { } target ? [$"{_row.Name} gets the template of revision {target.Number}: version {target.Version}{(target.Version == _row.Version ? " (the same version; something else in the template differs)" : $" instead of {_row.Version}")}.", Pace(), "The template becomes a new revision; the present one is kept and can be gone back to."] : [],
        WorkloadVerb.Pause => ["Changes of the template wait until it is resumed; pods that run go on, and lost ones are replaced.", .. _row.Rollout == RolloutState.Progressing ? [$"The rollout under way stops where it is. {_row.RolloutReason}"] : Array.Empty<string>()],
        _ => ["Changes of the template that have waited are rolled out now.", Pace()],
    };

    public IReadOnlyList<PreviewValue> Values() => order.Verb switch
    {
        WorkloadVerb.Scale when order.Replicas is { } count => [new("Replicas", Text(Replicas), Text(count)), .. Requests(count)],
        WorkloadVerb.Rollback when Target is { } target =>
        [
            new("Revision", facts.Current is { } current ? Text(current.Number) : "unknown", $"as {target.Number}"),
            new("Version", _row.Version, target.Version),
            new("Image", _row.Image, target.Image),
        ],
        WorkloadVerb.Restart => [new("Version", _row.Version, _row.Version), new("Restarted by hand", WorkloadRules.RestartedAt(_now) ?? "never, as far as the template says", "now")],
        WorkloadVerb.Pause => [new("Rollout", _row.Rollout.ToString().ToLowerInvariant(), "paused")],
        WorkloadVerb.Resume => [new("Rollout", "paused", "goes on")],
        _ => [],
    };

    public IReadOnlyList<string> Warnings()
    {
        List<string> found = [];
        Add(facts.Cluster.State != ClusterState.Live, $"{facts.Cluster.Name} is {facts.Cluster.State.ToString().ToLowerInvariant()}: what is shown here may be old.");
        if (order.Verb == WorkloadVerb.Scale && facts.Entry.Around.Autoscaler is { } scaler)
        {
            found.Add($"The autoscaler {scaler.Metadata.Name} decides about the replicas ({scaler.Spec.MinReplicas ?? 1} to {scaler.Spec.MaxReplicas}) and will set them again within a minute{(order.Replicas == 0 ? ", except that 0 switches it off" : "")}. To change it for good, change the autoscaler.");
        }
        Add(order.Verb == WorkloadVerb.Scale && facts.Cluster.Forbidden.Contains("horizontalpodautoscalers"), $"Whether an autoscaler decides about the replicas is unknown: the portal may not list horizontalpodautoscalers in {facts.Cluster.Name}.");

        var replaces = order.Verb is WorkloadVerb.Restart or WorkloadVerb.Rollback;
        Add(replaces && Replicas == 1 && Strategy() is not "Recreate" && _row.Kind != "Deployment", "There is one pod: while it is replaced, nothing answers.");
        Add(replaces && Strategy() == "Recreate", "Its strategy is Recreate: all pods stop before the first new one starts.");
        Add(replaces && Strategy() == "OnDelete", "Its strategy is OnDelete: a pod is replaced only when somebody deletes it.");
        Add(replaces && Replicas == 0, "It is scaled to zero: nothing is started by this.");
        Add(replaces && _now.Spec.UpdateStrategy?.RollingUpdate?.Partition is > 0, $"Its update partition is {_now.Spec.UpdateStrategy?.RollingUpdate?.Partition}: pods with a smaller ordinal are not replaced.");
        Add(order.Verb == WorkloadVerb.Restart && (_row.Rollout is RolloutState.Progressing or RolloutState.Stuck), $"A rollout is under way. {_row.RolloutReason}");
        Add(order.Verb == WorkloadVerb.Scale && _now.Spec.Paused, "Its rollout is paused; scaling works all the same.");
        Add(order.Verb == WorkloadVerb.Rollback, "Only the template goes back. Configuration, secrets, data and schemas stay as they are.");
        Add(order.Verb is WorkloadVerb.Rollback or WorkloadVerb.Scale, "If a pipeline applies the manifests, its next run sets the old value again.");
        return found;

        void Add(bool applies, string words)
        {
            if (applies)
            {
                found.Add(words);
            }
        }
    }

    private string Strategy() => (_now.Spec.Strategy ?? _now.Spec.UpdateStrategy)?.Type ?? "RollingUpdate";

    private string Pace()
    {
        var rolling = (_now.Spec.Strategy ?? _now.Spec.UpdateStrategy)?.RollingUpdate;
        return (_row.Kind, Strategy()) switch
        {
            (_, "Recreate") => "All old pods stop first, then the new ones start.",
            (_, "OnDelete") => "Pods are replaced as somebody deletes them.",
            ("StatefulSet", _) => "One pod after the other, from the highest ordinal to the lowest.",
            ("DaemonSet", _) => $"Node by node, at most {rolling?.MaxUnavailable ?? "1"} at a time.",
            _ => $"Step by step: at most {rolling?.MaxSurge ?? "25%"} more and {rolling?.MaxUnavailable ?? "25%"} fewer pods than asked for.",
        };
    }

    private IEnumerable<PreviewValue> Requests(int count)
    {
        var each = ResourceSum.Of(_now.Spec.Template.Spec);
        if (each.MilliCpu is { } cpu)
        {
            yield return new("Requested cpu", ResourceSum.CpuText(cpu * Replicas), ResourceSum.CpuText(cpu * count));
        }

        if (each.Bytes is { } bytes)
        {
            yield return new("Requested memory", ResourceSum.MemoryText(bytes * Replicas), ResourceSum.MemoryText(bytes * count));
        }
    }

    private static string Pods(int count) => count == 1 ? "1 pod" : $"{count} pods";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>A change with how likely it is the cause.</summary>
/// <param name="Score">0 to 100; comparable within one answer.</param>
/// <param name="Likelihood">likely, possible or unlikely.</param>
/// <param name="Distance">0 for the service itself, else steps to the dependency.</param>
/// <param name="Subject">What it is a change of: the service, a dependency, or a node.</param>
/// <param name="Reasons">The weightiest first.</param>
/// <param name="ToDo">What to do about it, in words.</param>
/// <param name="Trouble">Problem code it was held against; null when nothing is wrong.</param>
public sealed record RankedChange(SeenChange Change, double Score, string Likelihood, int Distance, string Subject, IReadOnlyList<string> Reasons, string ToDo, string? Trouble);

/// <summary>The answer.</summary>
/// <param name="Onset">When the youngest critical trouble began; null when nothing is wrong.</param>
/// <param name="Looked">How many services were looked at, the service itself included.</param>
/// <param name="KnownSince">Changes before this moment are not known, except releases.</param>
public sealed record RankedChanges(IReadOnlyList<RankedChange> Items, DateTimeOffset From, DateTimeOffset To, DateTimeOffset? Onset, int Looked, DateTimeOffset KnownSince)
{
    /// <summary>From when on all releases are known.</summary>
    public required DateTimeOffset ReleasesSince { get; init; }

    /// <summary>Stretches since <see cref="KnownSince"/> in which the portal did not watch: of what changed there only the outcome is known. Oldest first.</summary>
    public required IReadOnlyList<WatchGap> Gaps { get; init; }
}

/// <summary>Ranks what changed before a trouble, over a service and everything it needs. From memory alone.</summary>
public sealed class ChangeRanking(RecentChanges recent, IDeploymentPictures pictures, DependencyMaps maps, TimeProvider clock)
{
    /// <summary>Further away nothing is looked at.</summary>
    public const int MostDistance = 4;

    private const int MostServices = 200;

    public static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(2);

    public RankedChanges Rank(EntityRef service, DateTimeOffset? moment = null, TimeSpan? window = null)
    {
        var now = clock.GetUtcNow();
        var at = moment ?? now;
        var own = service.ToString();
        TroubleReader reader = new(recent, pictures, clock);
        var troubles = reader.Of(own, at);
        var dependencies = maps.Now().DependenciesOf(service, MostDistance).Take(MostServices).ToList();

        // A trouble of an hour has its cause before that hour.
        var onset = troubles.Where(t => t.IsCritical).Max(t => (DateTimeOffset?)t.Since) ?? troubles.Max(t => (DateTimeOffset?)t.Since);
        var from = (onset is { } began && began < at && began > at - RecentChanges.Kept ? began : at) - (window ?? DefaultWindow);
        List<RankedChange> items = [.. recent.Of([own], from, at).Select(c => Own(c, troubles, at))];
        foreach (var dependency in dependencies)
        {
            var name = dependency.Ref.ToString();
            var changes = recent.Of([name], from, at).Where(c => c.Kind != ChangeKind.Node || !c.Touches.Contains(own, StringComparer.Ordinal)).ToList();
            if (changes.Count > 0)
            {
                var theirs = reader.Of(name, at);
                items.AddRange(changes.Select(c => Theirs(c, troubles, theirs, dependency, at)));
            }
        }

        return new([.. items.DistinctBy(i => i.Change.Number).OrderByDescending(i => i.Score).ThenByDescending(i => i.Change.At)], from, at, onset, dependencies.Count + 1, recent.Coverage.Since) { ReleasesSince = recent.ReleasesSince, Gaps = recent.Coverage.Gaps };
    }

    private static RankedChange Own(SeenChange change, IReadOnlyList<Trouble> troubles, DateTimeOffset at)
    {
        var (score, trouble) = Best(troubles, t => ChangeScore.OfOwn(change, t, at));
        return Of(change, score, trouble, 0, change.Kind == ChangeKind.Node ? $"node {change.Name}" : EntityRef.TryParse(change.Service, out var self) ? self.Name : change.Name ?? "");
    }

    private static RankedChange Theirs(SeenChange change, IReadOnlyList<Trouble> troubles, IReadOnlyList<Trouble> theirs, Neighbour dependency, DateTimeOffset at)
    {
        var (score, trouble) = Best(troubles, t => ChangeScore.OfDependency(change, t, theirs, dependency, at));
        return Of(change, score, trouble, Math.Max(1, dependency.Distance), change.Kind == ChangeKind.Node ? $"node {change.Name}" : dependency.Ref.Name);
    }

    /// <summary>The trouble that the change explains best; a warning counts less than what is critical.</summary>
    private static (ChangeScore Score, Trouble? Trouble) Best(IReadOnlyList<Trouble> troubles, Func<Trouble?, ChangeScore> score)
        => troubles.Count == 0 ? (score(null), null) : troubles.Select(t => (Score: score(t), Trouble: (Trouble?)t)).MaxBy(s => s.Score.Points - (s.Trouble!.IsCritical ? 0 : 5));

    private static RankedChange Of(SeenChange change, ChangeScore score, Trouble? trouble, int distance, string subject)
    {
        var points = Math.Clamp(Math.Round(score.Points), 0, 100);
        var likelihood = trouble is null ? "possible" : points >= 70 ? "likely" : points >= 40 ? "possible" : "unlikely";
        return new(change, points, likelihood, distance, subject, score.Reasons, ToDo(change), trouble?.Code);
    }

    private static string ToDo(SeenChange change) => change.Kind switch
    {
        ChangeKind.Rollout when change.VersionBefore is { } before && before != change.VersionAfter => $"Roll {change.Name} in {change.Cluster} back to {before}.",
        ChangeKind.Rollout => $"Roll {change.Name} in {change.Cluster} back to the template before.",
        ChangeKind.Rollback => $"It went back already; compare {change.VersionAfter} with what ran before.",
        ChangeKind.Restart => "Nothing to undo: read the logs of the new pods.",
        ChangeKind.Scaling => $"Scale {change.Name} in {change.Cluster} back to {change.ReplicasBefore}.",
        ChangeKind.Autoscaler => $"Put the autoscaler's bounds of {change.Name} in {change.Cluster} back.",
        ChangeKind.Held => $"Let {change.Name} in {change.Cluster} go on, or ask who held it.",
        ChangeKind.Created => $"Look whether {change.Name} belongs in {change.Cluster}.",
        ChangeKind.Deleted => $"Apply the manifests of {change.Name} in {change.Cluster} again.",
        ChangeKind.Node => $"kubectl describe node {change.Name}; move the pods: kubectl drain {change.Name} --ignore-daemonsets",
        ChangeKind.Routing => $"Put the Service or Ingress back as it was: {change.Text}.",
        ChangeKind.Surroundings => "Ask who changed it; put it back where pods cannot be made or moved.",
        _ => "Look at the entity's history; a descriptor breaks no pod by itself.",
    };
}

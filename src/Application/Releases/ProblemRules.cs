using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>The problems of a workload at one look; empty when it is well or gone.</summary>
/// <param name="ArePodsUnknown">Pods may not be read there: what is missing from the list is not over.</param>
internal sealed record ProblemsSeen(WorkloadSubject Subject, IReadOnlyList<ProblemSeen> Problems, bool ArePodsUnknown, DateTimeOffset At)
{
    public static ProblemsSeen Of(WorkloadEntry entry, string? owner, DateTimeOffset at, bool isGone)
        => new(WorkloadSubject.Of(entry, owner), isGone ? [] : [.. entry.Row.Problems.GroupBy(p => p.Code, StringComparer.Ordinal).Select(Together).OrderBy(p => p.Code, StringComparer.Ordinal)], entry.Row.PodsUnknown && !isGone, at);

    private static ProblemSeen Together(IGrouping<string, Problem> same)
    {
        var worst = same.OrderBy(p => p.Severity == Severity.Critical ? 0 : 1).ThenByDescending(p => p.Pods.Count).First();
        return new(same.Key, worst.Severity, worst.Summary, same.Min(p => p.Since), same.SelectMany(p => p.Pods).Distinct(StringComparer.Ordinal).Count());
    }
}

internal sealed record ProblemSeen(string Code, string Severity, string Summary, DateTimeOffset? Since, int Pods);

/// <summary>Applies the problems of a workload to its episodes. Pure; applying the same once more changes nothing.</summary>
internal static class ProblemRules
{
    /// <summary>What comes back within this time has never been away.</summary>
    public static readonly TimeSpan Flapping = TimeSpan.FromMinutes(10);

    /// <param name="seen">The look.</param>
    /// <param name="rows">Episodes of the workload that are open, or ended less than <see cref="Flapping"/> ago.</param>
    /// <returns>Episodes to add. The given ones have been changed in place.</returns>
    public static IReadOnlyList<ProblemEpisode> Apply(ProblemsSeen seen, IReadOnlyList<ProblemEpisode> rows)
    {
        List<ProblemEpisode> added = [];
        foreach (var problem in seen.Problems)
        {
            var row = rows.Where(r => r.Code == problem.Code && (r.Until is null || seen.At - r.Until < Flapping)).MaxBy(r => r.Since);
            if (row is null)
            {
                added.Add(New(seen, problem));
                continue;
            }

            if (row.Until is not null)
            {
                (row.Until, row.Reopened) = (null, row.Reopened + 1);
            }

            if (problem.Pods > row.WorstPods)
            {
                (row.WorstPods, row.Summary) = (problem.Pods, Cut(problem.Summary));
            }

            row.Severity = problem.Severity == Severity.Critical ? Severity.Critical : row.Severity;
            row.Service ??= seen.Subject.Service;
            row.Owner ??= row.Service == seen.Subject.Service ? seen.Subject.Owner : null;
        }

        if (!seen.ArePodsUnknown)
        {
            foreach (var row in rows.Where(r => r.Until is null && seen.Problems.All(p => p.Code != r.Code)))
            {
                row.Until = seen.At > row.Since ? seen.At : row.Since;
            }
        }

        return added;
    }

    private static ProblemEpisode New(ProblemsSeen seen, ProblemSeen problem) => new()
    {
        Service = seen.Subject.Service,
        Owner = seen.Subject.Owner,
        Cluster = seen.Subject.Cluster,
        Environment = seen.Subject.Environment,
        Namespace = seen.Subject.Namespace,
        Kind = seen.Subject.Kind,
        Workload = seen.Subject.Name,
        WorkloadUid = seen.Subject.Uid,
        Code = problem.Code.Length <= ProblemEpisode.CodeMaxLength ? problem.Code : problem.Code[..ProblemEpisode.CodeMaxLength],
        Severity = problem.Severity,
        Summary = Cut(problem.Summary),
        WorstPods = problem.Pods,
        Since = problem.Since is { } since && since < seen.At ? since : seen.At,
    };

    private static string Cut(string text) => text.Length <= ProblemEpisode.SummaryMaxLength ? text : text[..ProblemEpisode.SummaryMaxLength];
}

using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>Finds the rollouts in what a cluster reports about a workload. Pure.</summary>
internal static class RolloutReader
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionLabel = "controller-revision-hash";

    /// <returns>Null when the look says nothing: the controller has not seen the newest change yet.</returns>
    public static RolloutSeen? Read(WorkloadEntry entry, string? owner, DateTimeOffset at, DateTimeOffset watchedSince, bool isFirstLook)
    {
        var revisions = entry.Row.Kind switch
        {
            "Deployment" => OfDeployment(entry),
            "StatefulSet" => OfStatefulSet(entry),
            "DaemonSet" => OfDaemonSet(entry),
            _ => [], // what runs to its end is not rolled out
        };
        if (revisions.Count == 0)
        {
            return null;
        }

        return new(WorkloadSubject.Of(entry, owner), revisions, StateOf(entry, revisions[^1]), entry.Row.RolloutReason, entry.Row.Problems.Any(p => p.Severity == Severity.Critical), entry.Row.Desired, entry.Row.Digest, at)
        {
            WatchedSince = watchedSince,
            IsFirstLook = isFirstLook,
            WorkloadCreatedAt = entry.Observed.Metadata.CreationTimestamp,
        };
    }

    public static RolloutSeen Gone(WorkloadEntry entry, string? owner, DateTimeOffset at, DateTimeOffset watchedSince)
        => new(WorkloadSubject.Of(entry, owner), [], null, null, false, 0, null, at) { WatchedSince = watchedSince, IsGone = true };

    /// <summary>What must be equal for two looks to say the same.</summary>
    public static (long? Number, string? Hash, RolloutState? State, bool IsBroken, string? Digest, string? Service, string? Owner) Mark(RolloutSeen seen)
        => (seen.Revisions[^1].Number, seen.Revisions[^1].Hash, seen.State, seen.IsBroken, seen.Digest, seen.Subject.Service, seen.Subject.Owner);

    private static List<RevisionSeen> OfDeployment(WorkloadEntry entry)
    {
        var workload = entry.Observed;
        var generation = workload.Metadata.Generation ?? 0;
        List<RevisionSeen> found = [];
        foreach (var set in entry.ReplicaSets)
        {
            if (NumberOf(set.Metadata) is not { } number)
            {
                continue; // its controller has not numbered it yet
            }

            var hash = set.Metadata.Labels?.GetValueOrDefault(HashLabel);
            var history = (set.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.RevisionHistory) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(Parse).OfType<long>().ToList();
            if (history.Count > 0)
            {
                // Its age is that of its first rollout. When those in between were is told by nobody.
                found.Add(new(history.Min(), hash, generation, set.Spec.Template, set.Metadata.CreationTimestamp, IsExact: true, WasThereBefore: false) { Described = set.Metadata });
                found.Add(new(number, hash, generation, set.Spec.Template, OldestPod(entry, HashLabel, hash), IsExact: false, WasThereBefore: true) { Described = set.Metadata });
            }
            else
            {
                found.Add(new(number, hash, generation, set.Spec.Template, set.Metadata.CreationTimestamp, IsExact: true, WasThereBefore: false) { Described = set.Metadata });
            }
        }

        if (found.Count == 0 && NumberOf(workload.Metadata) is { } only)
        {
            // ReplicaSets may not be listed there.
            found.Add(new(only, null, generation, workload.Spec.Template, entry.Row.VersionSince, IsExact: false, WasThereBefore: false) { Described = workload.Metadata });
        }

        return [.. found.OrderBy(r => r.Number)];
    }

    private static List<RevisionSeen> OfStatefulSet(WorkloadEntry entry)
    {
        var workload = entry.Observed;
        if (workload.Status.UpdateRevision is not { Length: > 0 } revision || IsUnseen(workload))
        {
            return [];
        }

        return [new(null, Suffix(revision, workload.Metadata.Name), workload.Status.ObservedGeneration ?? 0, workload.Spec.Template, OldestPod(entry, RevisionLabel, revision), IsExact: false, WasThereBefore: false) { Described = workload.Metadata }];
    }

    private static List<RevisionSeen> OfDaemonSet(WorkloadEntry entry)
    {
        var workload = entry.Observed;
        var number = Parse(workload.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.TemplateGeneration));
        var complete = !IsUnseen(workload) && entry.Row.Rollout == RolloutState.Complete;
        var label = complete ? entry.ObservedPods.MaxBy(p => p.Metadata.CreationTimestamp)?.Metadata.Labels?.GetValueOrDefault(RevisionLabel) : null;

        // The API server counts the templates of a DaemonSet; without the count the template itself must do.
        var hash = number is null ? "t-" + IdOf(workload.Spec.Template) + MarkOf(workload.Spec.Template) : label;
        return [new(number, hash, workload.Metadata.Generation ?? 0, workload.Spec.Template, label is null ? null : OldestPod(entry, RevisionLabel, label), IsExact: false, WasThereBefore: false) { Described = workload.Metadata }];
    }

    /// <summary>Key of a template's text.</summary>
    public static string IdOf(PodTemplate template) => TemplateFacts.Hash(TemplateFacts.Lines(template), ReleaseTemplate.IdLength);

    /// <summary>When a restart was asked for last, as written; null for never.</summary>
    public static string? MarkOf(PodTemplate template) => template.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.RestartedAt);

    private static RolloutState? StateOf(WorkloadEntry entry, RevisionSeen newest)
    {
        // ReplicaSets are watched apart from Deployments: the new one may be told while the Deployment's status is still that of the old.
        if (entry.Row.Kind == "Deployment" && NumberOf(entry.Observed.Metadata) is { } number && number != newest.Number)
        {
            return null;
        }

        return IsUnseen(entry.Observed) ? null : entry.Row.Rollout;
    }

    private static bool IsUnseen(ObservedWorkload workload) => workload.Metadata.Generation is { } generation && (workload.Status.ObservedGeneration ?? 0) < generation;

    private static DateTimeOffset? OldestPod(WorkloadEntry entry, string label, string? value)
        => value is null ? null : entry.ObservedPods.Where(p => p.Metadata.Labels?.GetValueOrDefault(label) == value).Min(p => p.Metadata.CreationTimestamp);

    private static string Suffix(string revision, string name) => revision.StartsWith(name + "-", StringComparison.Ordinal) ? revision[(name.Length + 1)..] : revision;

    private static long? NumberOf(ObservedMeta meta) => Parse(meta.Annotations?.GetValueOrDefault(KeptAnnotations.Revision));

    private static long? Parse(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

using System.Globalization;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>Finds what was changed about a workload between two looks at it. Pure.</summary>
internal static class WorkloadReading
{
    /// <param name="known">The workload as it was told last; null at the first look.</param>
    /// <param name="watchedSince">Since when this process watches the cluster.</param>
    public static IEnumerable<SeenChange> Read(WorkloadEntry? known, WorkloadChange change, DateTimeOffset now, DateTimeOffset watchedSince)
    {
        if (change.After is not { } after)
        {
            // A finished Job is swept away by its controller: nobody did that.
            if (change.Before is { Row.Kind: not "Job" } gone)
            {
                yield return Of(gone, now, ChangeKind.Deleted, "deleted", "deleted");
            }

            yield break;
        }

        if (after.Row.Kind == "Job")
        {
            yield break;
        }

        if (known is null)
        {
            if (after.Observed.Metadata.CreationTimestamp is { } created && created >= watchedSince)
            {
                yield return Of(after, created, ChangeKind.Created, $"created with {after.Row.Version}", "created") with { VersionAfter = after.Row.Version, Revision = HashOf(after) };
            }

            yield break;
        }

        if (known.Observed.Metadata.Generation == after.Observed.Metadata.Generation && ReferenceEquals(known.Observed, after.Observed))
        {
            yield break;
        }

        if (Template(TemplateLook.Of(known), after, now) is { } rollout)
        {
            yield return rollout;
        }

        var (was, wants) = (known.Observed.Spec.Replicas, after.Observed.Spec.Replicas);
        if (after.Row.Kind is "Deployment" or "StatefulSet" && was is { } from && wants is { } to && from != to)
        {
            var by = after.Around.Autoscaler is { } scaler && scaler.Status.DesiredReplicas == to ? $" by the autoscaler {scaler.Metadata.Name}" : "";
            yield return Of(after, now, ChangeKind.Scaling, $"scaled from {Text(from)} to {Text(to)}{by}", $"scale {Text(from)} {Text(to)}") with { ReplicasBefore = from, ReplicasAfter = to, By = by.Length == 0 ? null : "autoscaler" };
        }

        if (known.Observed.Spec.Paused != after.Observed.Spec.Paused)
        {
            yield return Of(after, now, ChangeKind.Held, after.Observed.Spec.Paused ? "rollout paused" : "rollout resumed", $"paused {after.Observed.Spec.Paused}");
        }

        if (known.Observed.Spec.Suspend != after.Observed.Spec.Suspend)
        {
            yield return Of(after, now, ChangeKind.Held, after.Observed.Spec.Suspend ? "suspended" : "runs again", $"suspended {after.Observed.Spec.Suspend}");
        }
    }

    /// <summary>pod-template-hash or controller-revision-hash of what the workload asks for now, where the cluster tells it.</summary>
    internal static string? HashOf(WorkloadEntry entry)
    {
        var template = RolloutReader.IdOf(entry.Observed.Spec.Template);
        return entry.Row.Kind switch
        {
            "Deployment" => entry.ReplicaSets.Where(r => RolloutReader.IdOf(r.Spec.Template) == template).MaxBy(r => r.Metadata.CreationTimestamp)?.Metadata.Labels?.GetValueOrDefault("pod-template-hash"),
            _ => entry.Observed.Status.UpdateRevision,
        };
    }

    /// <summary>What differs between a template as it was and as it is; null for nothing.</summary>
    internal static SeenChange? Template(TemplateLook known, WorkloadEntry after, DateTimeOffset now)
    {
        var present = after.Observed.Template;
        var (before, lines) = (known.Lines, TemplateFacts.Lines(present));
        var mark = RolloutReader.MarkOf(present);
        if (before == lines)
        {
            return mark == known.RestartMark ? null : Of(after, now, ChangeKind.Restart, $"{after.Row.Version} restarted", $"restart {mark}") with { VersionBefore = known.Version, VersionAfter = after.Row.Version };
        }

        var (parts, differences) = TemplateChange.Between(before, lines);
        var hash = TemplateFacts.Hash(lines, ReleaseTemplate.IdLength);
        var isBack = after.ReplicaSets.Any(r => r.Metadata.CreationTimestamp < now.AddMinutes(-10) && RolloutReader.IdOf(r.Spec.Template) == hash);
        var (from, to) = (known.Version, after.Row.Version);
        var places = new[] { present.Metadata.Annotations, after.Observed.Metadata.Annotations, present.Metadata.Labels };
        return Of(after, now, isBack ? ChangeKind.Rollback : ChangeKind.Rollout, Words(isBack, from, to, parts, differences), $"template {hash} {mark}") with
        {
            Parts = parts,
            Differences = differences,
            VersionBefore = from,
            VersionAfter = to,
            By = ReleaseHints.First(ReleaseHints.DeployerKeys, places),
        };
    }

    internal static string Words(bool isBack, string? from, string? to, ChangedParts parts, IReadOnlyList<FieldDifference> differences)
    {
        var rest = parts & ~(ChangedParts.Image | ChangedParts.Labels);
        var main = rest == ChangedParts.None ? null : TemplateChange.Main(differences) is { } one ? $"{TemplateChange.Words(rest)}: {one}" : TemplateChange.Words(rest);
        return from != to ? $"{(isBack ? "rolled back from " : "")}{from} to {to}{(main is null ? "" : $", and {main}")}"
            : $"{to} rolled out with other {main ?? TemplateChange.Words(parts)}";
    }

    internal static SeenChange Of(WorkloadEntry entry, DateTimeOffset at, ChangeKind kind, string text, string key)
        => new(at, kind, text)
        {
            Key = $"{entry.Row.Cluster}/{entry.Row.Namespace}/{entry.Row.Kind}/{entry.Row.Name} {key}",
            Service = entry.Row.Service,
            Cluster = entry.Row.Cluster,
            Environment = entry.Row.Environment,
            Namespace = entry.Row.Namespace,
            ObjectKind = entry.Row.Kind,
            Name = entry.Row.Name,
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A pod template as it was at one look.</summary>
/// <param name="Lines">As <see cref="TemplateFacts.Lines"/> writes them.</param>
/// <param name="RestartMark">When a restart was asked for last; null for never.</param>
internal sealed record TemplateLook(string Lines, string? RestartMark, string? Version)
{
    public static TemplateLook Of(WorkloadEntry entry) => new(TemplateFacts.Lines(entry.Observed.Template), RolloutReader.MarkOf(entry.Observed.Template), entry.Row.Version);
}

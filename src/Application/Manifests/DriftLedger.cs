using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Application.Manifests;

/// <summary>Asks the ledger since when a field has had the value that runs, and what it was before.</summary>
internal sealed class DriftLedger(IPortalDb db)
{
    private const int MostWorkloads = 12;
    private const int ReleasesEach = 20;

    /// <summary>Adds since and reason where the ledger knows them.</summary>
    public async Task<ManifestDrift> ExplainAsync(ManifestDrift drift, CancellationToken ct)
    {
        List<ClusterDrift> clusters = [];
        var asked = 0;
        foreach (var cluster in drift.Clusters)
        {
            List<DriftItem> items = [];
            foreach (var group in cluster.Items.GroupBy(i => (i.Kind, i.Namespace, i.Name)))
            {
                var isAsked = group.Any(i => LineOf(i) is not null) && asked++ < MostWorkloads;
                var history = isAsked ? await HistoryAsync(cluster.Status.Name, group.Key.Namespace!, group.Key.Kind, group.Key.Name, ct) : [];
                items.AddRange(group.Select(i => Explain(i, history, cluster, drift)));
            }

            clusters.Add(cluster with { Items = items });
        }

        return drift with { Clusters = clusters };
    }

    internal static DriftItem Explain(DriftItem item, IReadOnlyList<(Release Release, IReadOnlyDictionary<string, string> Lines)> history, ClusterDrift cluster, ManifestDrift drift)
    {
        if (history.Count == 0 || LineOf(item) is not { } line)
        {
            return item;
        }

        var newest = history[0];
        if (cluster.GitChangedAt is { } changed && changed > newest.Release.StartedAt)
        {
            return item with { Words = $"Git is newer than the last release ({newest.Release.Version}): {drift.ShortCommit} has not been rolled out." };
        }

        var now = newest.Lines.GetValueOrDefault(line);
        var same = history.TakeWhile(h => h.Lines.GetValueOrDefault(line) == now).ToList();
        if (same.Count == history.Count)
        {
            return item; // it has been so for as long as the ledger reaches back
        }

        var (first, before) = (same[^1].Release, history[same.Count].Lines.GetValueOrDefault(line));
        var who = first.Deployer is { Length: > 0 } deployer ? $" by {deployer}" : "";
        return item with
        {
            Since = first.StartedAt,
            Words = before == item.Git
                ? $"Changed by hand after git had been rolled out, or by a pipeline that does not write to git: the rollout of {first.Version}{who} brought it. Apply git again, or write the change to git."
                : $"It came with the rollout of {first.Version}{who}, and git does not say it. Apply git again, or write the change to git.",
        };
    }

    /// <summary>The ledger's name of a field; null for what it does not keep.</summary>
    internal static string? LineOf(DriftItem item)
    {
        var path = item.Field;
        var template = WorkloadFields.TemplatePath(item.Kind);
        if (item.Namespace is null || !WorkloadFields.Kinds.Contains(item.Kind, StringComparer.Ordinal) || !path.StartsWith(template, StringComparison.Ordinal))
        {
            return null;
        }

        if (Inside(path, $"{template}.metadata.labels[") is { } label)
        {
            return $"label {label}";
        }

        if (Inside(path, $"{template}.spec.volumes[") is { } volume)
        {
            return $"volume {volume}";
        }

        if (WorkloadFields.ContainerOf(path + ".") is not { } container)
        {
            return null;
        }

        var name = container[(container.LastIndexOf('[') + 1)..^1];
        name = container.Contains(".initContainers[", StringComparison.Ordinal) ? "init " + name : name;
        var rest = path.Length > container.Length ? path[(container.Length + 1)..] : "image";
        return $"{name}: " + rest switch
        {
            _ when Inside(rest, "env[") is { } variable => $"env {variable}",
            _ when Inside(rest, "envFrom[") is { } source => $"envFrom {source}",
            _ when Inside(rest, "resources.requests[") is { } request => $"requests.{request}",
            _ when Inside(rest, "resources.limits[") is { } limit => $"limits.{limit}",
            _ when rest.Split('.') is [var probe] && probe.EndsWith("Probe", StringComparison.Ordinal) => $"{probe[..^5]} probe",
            _ when rest.Split('.') is [var timed, _] && timed.EndsWith("Probe", StringComparison.Ordinal) => $"{timed[..^5]} probe timing",
            _ => rest,
        };
    }

    private static string? Inside(string path, string start) => path.StartsWith(start, StringComparison.Ordinal) && path.EndsWith(']') ? path[start.Length..^1] : null;

    private async Task<List<(Release Release, IReadOnlyDictionary<string, string> Lines)>> HistoryAsync(string cluster, string ns, string kind, string name, CancellationToken ct)
    {
        var releases = await db.Set<Release>().AsNoTracking().Where(r => r.Cluster == cluster && r.Namespace == ns && r.Kind == kind && r.Workload == name)
            .OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(ReleasesEach).ToListAsync(ct);
        var ids = releases.Select(r => r.TemplateId).Distinct(StringComparer.Ordinal).ToList();
        var templates = await db.Set<ReleaseTemplate>().AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => (IReadOnlyDictionary<string, string>)LinesOf(t.Text), StringComparer.Ordinal, ct);
        return [.. releases.TakeWhile(r => templates.ContainsKey(r.TemplateId)).Select(r => (r, templates[r.TemplateId]))];
    }

    private static Dictionary<string, string> LinesOf(string text)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t', 2) is [var name, var value])
            {
                lines[name] = value;
            }
        }

        return lines;
    }
}

using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Services that no cluster runs, workloads that no service owns, and the claims that were made.</summary>
/// <param name="Q">Part of a name, ref or namespace.</param>
public sealed record ListUnmatched(string? Q = null) : IQuery<Unmatched>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Services">Components of type service, website or worker in production that no workload belongs to, by name.</param>
/// <param name="Workloads">Workloads without a declared service, worst first; the same one in several clusters once.</param>
/// <param name="Claims">Newest first.</param>
/// <param name="Nowhere">Objects of clusters that lead nowhere.</param>
/// <param name="Unheard">Clusters that are not live: what is missing may run there.</param>
public sealed record Unmatched(IReadOnlyList<UnmatchedService> Services, IReadOnlyList<UnmatchedWorkload> Workloads, IReadOnlyList<ClaimState> Claims, IReadOnlyList<ClusterFinding> Nowhere, IReadOnlyList<ClusterStatus> Unheard);

/// <param name="Service">Full ref.</param>
/// <param name="Code">bad-selector, unknown-cluster, selector-matches-nothing, id-not-carried, namespace-empty or nothing-names-it.</param>
/// <param name="Reason">In words, with what to do.</param>
/// <param name="NearMisses">Workloads without a service whose name is alike, the nearest first.</param>
public sealed record UnmatchedService(string Service, string Name, string? Owner, string Code, string Reason, IReadOnlyList<Deployment> NearMisses);

/// <param name="Rows">One a cluster.</param>
/// <param name="Hint">Why no rule decided, where one came near.</param>
public sealed record UnmatchedWorkload(string Namespace, string Kind, string Name, Health Health, string? Hint, IReadOnlyList<Deployment> Rows);

/// <param name="Counts">The workload exists and belongs to the service by this claim; otherwise a stronger rule decides, or it is gone.</param>
public sealed record ClaimState(string Cluster, string Namespace, string Kind, string Name, string Service, string ClaimedBy, DateTimeOffset ClaimedAt, string? Reason, bool Counts);

internal sealed class ListUnmatchedHandler(DeploymentPictures pictures, ICatalog catalog) : IQueryHandler<ListUnmatched, Unmatched>
{
    private const int NearMisses = 3;
    private static readonly string[] Types = ["service", "website", "worker"];

    public Task<Result<Unmatched>> Handle(ListUnmatched request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        bool Asked(params string?[] texts) => string.IsNullOrWhiteSpace(request.Q) || texts.Any(t => t?.Contains(request.Q.Trim(), StringComparison.OrdinalIgnoreCase) == true);

        var all = pictures.Deployments;
        var free = all.Where(d => !d.IsDeclared).ToList();
        List<UnmatchedService> services = [.. graph.Entities
            .Where(e => e.Ref.Kind == "component" && Types.Contains(e.Type, StringComparer.OrdinalIgnoreCase) && string.Equals(e.Lifecycle, "production", StringComparison.OrdinalIgnoreCase) && !Discovered.Is(e))
            .Where(e => Asked(e.Ref.ToString(), e.Title, e.Owner?.ToString()) && pictures.OfService(e.Ref.ToString()).Count == 0)
            .OrderBy(e => e.Ref.Name, StringComparer.Ordinal)
            .Select(e => Explain(e, all, free))];
        List<UnmatchedWorkload> workloads = [.. free.Where(d => Asked(d.Name, d.Namespace, d.Image)).GroupBy(d => (d.Namespace, d.Kind, d.Name))
            .Select(g => new UnmatchedWorkload(g.Key.Namespace, g.Key.Kind, g.Key.Name, g.Max(d => d.Health), g.Select(d => d.Match is { Rule: MatchEvidence.Ambiguous, Evidence: var torn } ? torn : d.Match?.Disagrees).FirstOrDefault(h => h is not null), [.. g.OrderBy(d => d.Cluster, StringComparer.Ordinal)]))
            .OrderByDescending(w => w.Health).ThenBy(w => w.Namespace, StringComparer.Ordinal).ThenBy(w => w.Name, StringComparer.Ordinal)];
        var rows = all.ToDictionary(d => (d.Cluster, d.Namespace, d.Kind, d.Name));
        List<ClaimState> claims = [.. pictures.Claims.Where(c => Asked(c.Name, c.Namespace, c.Service, c.ClaimedBy)).OrderByDescending(c => c.ClaimedAt)
            .Select(c => new ClaimState(c.Cluster, c.Namespace, c.Kind, c.Name, c.Service, c.ClaimedBy, c.ClaimedAt, c.Reason, rows.GetValueOrDefault((c.Cluster, c.Namespace, c.Kind, c.Name)) is { Match.Rule: "claim" }))];
        List<ClusterFinding> nowhere = [.. pictures.Clusters.SelectMany(c => pictures.PictureOf(c.Name) is { } picture ? ClusterFindings.Of(c.Name, picture) : []).Where(f => Asked(f.Name, f.Namespace))];
        return Task.FromResult<Result<Unmatched>>(new Unmatched(services, workloads, claims, nowhere, [.. pictures.Clusters.Where(c => c.State != ClusterState.Live).OrderBy(c => c.Name, StringComparer.Ordinal)]));
    }

    private UnmatchedService Explain(CatalogEntity entity, IReadOnlyList<Deployment> all, List<Deployment> free)
    {
        var (code, reason) = Reason(entity, all);
        var near = free.Select(d => (Row: d, Distance: Distance(entity.Ref.Name, d.Name))).Where(n => n.Distance <= 2).OrderBy(n => n.Distance).ThenBy(n => EnvironmentOrder.Of(n.Row.Environment)).ThenBy(n => n.Row.Cluster, StringComparer.Ordinal);
        return new(entity.Ref.ToString(), entity.DisplayName, entity.Owner?.ToString(), code, reason, [.. near.Take(NearMisses).Select(n => n.Row)]);
    }

    private (string Code, string Reason) Reason(CatalogEntity entity, IReadOnlyList<Deployment> all)
    {
        var notes = entity.Annotations;
        if (notes.TryGetValue(ServiceMatcher.SelectorAnnotation, out var written) && !LabelSelector.TryParse(written, out _, out var error))
        {
            return ("bad-selector", $"Its annotation {ServiceMatcher.SelectorAnnotation} is no selector: {error}");
        }

        if (notes.GetValueOrDefault(ServiceMatcher.ClusterAnnotation) is { } cluster && pictures.Clusters.All(c => c.Name != cluster))
        {
            return ("unknown-cluster", $"Its annotation {ServiceMatcher.ClusterAnnotation} names {cluster}, and no such cluster is watched. Known: {string.Join(", ", pictures.Clusters.Select(c => c.Name))}.");
        }

        if (notes.GetValueOrDefault(ServiceMatcher.NamespaceAnnotation) is { } ns && all.All(d => d.Namespace != ns))
        {
            return ("namespace-empty", $"Its annotation {ServiceMatcher.NamespaceAnnotation} names {ns}, and nothing that is seen runs in such a namespace.");
        }

        if (notes.GetValueOrDefault(ServiceMatcher.SelectorAnnotation) is { } selector)
        {
            return ("selector-matches-nothing", $"Its selector {selector} matches no workload. An entity with a selector is found by nothing weaker: correct the annotation, or label the workload.");
        }

        return notes.GetValueOrDefault(KeptAnnotations.KubernetesId) is { } id
            ? ("id-not-carried", $"No workload carries the label {KeptAnnotations.KubernetesId}={id}. Add it to the workload's labels.")
            : ("nothing-names-it", $"No workload names it, and none has its name or its repository's image. Label the workload with {KeptAnnotations.KubernetesId}={entity.Ref.Name}, or claim it here. If it is not deployed, its lifecycle should not be production.");
    }

    /// <summary>How far two names are apart: 0 for the same letters, 1 where one is part of the other, otherwise the changes that turn one into the other.</summary>
    internal static int Distance(string a, string b)
    {
        static string Bare(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        var (left, right) = (Bare(a), Bare(b));
        if (left == right)
        {
            return 0;
        }

        if (Math.Min(left.Length, right.Length) >= 4 && (left.Contains(right, StringComparison.Ordinal) || right.Contains(left, StringComparison.Ordinal)))
        {
            return 1;
        }

        if (Math.Abs(left.Length - right.Length) > 2 || Math.Min(left.Length, right.Length) < 4)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}

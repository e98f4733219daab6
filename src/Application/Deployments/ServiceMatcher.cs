using Portal.Application.Catalog;

namespace Portal.Application.Deployments;

/// <summary>
/// Says which service a workload belongs to, by ranked rules: an annotation or label on the workload that names the service; an entity's
/// label selector; an entity that names the workload; a claim; the recommended labels app.kubernetes.io/name, instance, part-of; last, the entity that was discovered
/// from it, which declares nothing. Built once per catalog generation.
/// </summary>
public sealed class ServiceMatcher
{
    public const string SelectorAnnotation = "backstage.io/kubernetes-label-selector";
    public const string NamespaceAnnotation = "backstage.io/kubernetes-namespace";
    public const string ClusterAnnotation = "backstage.io/kubernetes-cluster";

    private static readonly string[] RecommendedLabels = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/part-of"];

    private readonly CatalogGraph _catalog;
    private readonly ILookup<string, Candidate> _byId;
    private readonly ILookup<string, Candidate> _byName;
    private readonly (LabelSelector Selector, Candidate Candidate)[] _selectors;
    private readonly ILookup<string, Candidate> _byWorkload;
    private readonly Dictionary<string, EntityRef> _discovered;
    private readonly Dictionary<(string, string, string, string), WorkloadClaim> _claims;

    public ServiceMatcher(CatalogGraph catalog, IEnumerable<WorkloadClaim> claims)
    {
        _catalog = catalog;
        // A discovered entity names its workload by what was seen there: were it a candidate, it would declare its own workload.
        var entities = catalog.Entities.Where(e => e.Ref.Kind is "component" or "resource").ToLookup(Discovered.Is);
        _discovered = entities[true].Where(e => e.Annotations.ContainsKey(Discovered.From)).GroupBy(e => e.Annotations[Discovered.From], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Ref, StringComparer.Ordinal);
        var candidates = entities[false].Select(Candidate.Of).ToList();
        _selectors = [.. candidates.Where(c => c.Selector is not null).Select(c => (c.Selector!, c))];

        // As in Backstage: an entity with a selector is found by it and by nothing weaker.
        var others = candidates.Where(c => c.Selector is null).ToList();
        _byId = others.Where(c => c.KubernetesId is not null).ToLookup(c => c.KubernetesId!, StringComparer.Ordinal);
        _byName = others.Where(c => c.Ref.Kind == "component").ToLookup(c => c.Ref.Name, StringComparer.OrdinalIgnoreCase);
        _byWorkload = candidates.Where(c => c.Workload is not null).ToLookup(c => c.Workload!, StringComparer.OrdinalIgnoreCase);
        _claims = claims.GroupBy(c => (c.Cluster, c.Namespace, c.Kind, c.Name)).ToDictionary(g => g.Key, g => g.Last());
    }

    /// <summary>Entities whose selector annotation does not parse, with the reason.</summary>
    public IEnumerable<(EntityRef Entity, string Error)> BadSelectors => _catalog.Entities
        .Where(e => e.Annotations.ContainsKey(SelectorAnnotation) && !LabelSelector.TryParse(e.Annotations[SelectorAnnotation], out _, out _))
        .Select(e => (e.Ref, LabelSelector.TryParse(e.Annotations[SelectorAnnotation], out _, out var error) ? "" : error));

    internal (string Service, MatchEvidence Evidence)? Match(WorkloadEntry entry) => Match(entry.Row.Cluster, entry.Row.Kind, entry.Workload, entry.TemplateLabels);

    /// <returns>The service's full ref with the rule and the evidence, or null when no rule matches.</returns>
    internal (string Service, MatchEvidence Evidence)? Match(string cluster, string kind, ObservedMeta workload, IReadOnlyDictionary<string, string>? templateLabels)
    {
        string? Label(string key) => workload.Labels?.GetValueOrDefault(key) ?? templateLabels?.GetValueOrDefault(key);

        if (workload.Annotations?.GetValueOrDefault(KeptAnnotations.Service) is { } named
            && EntityRef.TryParse(named, "component", EntityRef.DefaultNamespace, out var reference) && _catalog.Find(reference) is { } entity && !Discovered.Is(entity))
        {
            return (reference.ToString(), new("annotation", $"annotation {KeptAnnotations.Service}={named}"));
        }

        var (id, word) = Label(KeptAnnotations.KubernetesId) is { } label ? (label, "label") : (workload.Annotations?.GetValueOrDefault(KeptAnnotations.KubernetesId), "annotation");
        if (id is not null && (Only(_byId[id], cluster, workload.Namespace) ?? Only(_byName[id], cluster, workload.Namespace)) is { } explicitly)
        {
            return (explicitly.Ref.ToString(), new("annotation", $"{word} {KeptAnnotations.KubernetesId}={id}"));
        }

        if (BySelector(cluster, workload, templateLabels) is { } selected)
        {
            return (selected.Candidate.Ref.ToString(), new("label-selector", $"selector {selected.Selector.Text} of {selected.Candidate.Ref}"));
        }

        var own = $"{workload.Namespace}/{kind}/{workload.Name}";
        if (Only(_byWorkload[own], cluster, workload.Namespace) is { } naming)
        {
            return (naming.Ref.ToString(), new("label-selector", $"annotation {Discovered.Workload}={own} of {naming.Ref}"));
        }

        if (_claims.GetValueOrDefault((cluster, workload.Namespace, kind, workload.Name)) is { } claim)
        {
            return (claim.Service, new("claim", $"claimed by {claim.ClaimedBy} on {claim.ClaimedAt.UtcDateTime:yyyy-MM-dd}"));
        }

        foreach (var key in RecommendedLabels)
        {
            if (Label(key) is { } value && Only(_byName[value], cluster, workload.Namespace) is { } recommended)
            {
                return (recommended.Ref.ToString(), new("recommended-labels", $"label {key}={value}"));
            }
        }

        return _discovered.TryGetValue(own, out var discovered) ? (discovered.ToString(), new(MatchEvidence.Discovered, "discovery: nobody has declared it")) : null;
    }

    private (LabelSelector Selector, Candidate Candidate)? BySelector(string cluster, ObservedMeta workload, IReadOnlyDictionary<string, string>? templateLabels)
    {
        foreach (var (selector, candidate) in _selectors)
        {
            if (candidate.Allows(cluster, workload.Namespace) && (selector.Matches(workload.Labels) || selector.Matches(templateLabels)))
            {
                return (selector, candidate);
            }
        }

        return null;
    }

    /// <summary>The one candidate the cluster and namespace allow; of several that share a name the one in the default namespace.</summary>
    private static Candidate? Only(IEnumerable<Candidate> candidates, string cluster, string @namespace)
    {
        var allowed = candidates.Where(c => c.Allows(cluster, @namespace)).Take(3).ToList();
        return allowed.Count == 1 ? allowed[0] : allowed.Find(c => c.Ref.Namespace == EntityRef.DefaultNamespace);
    }

    private sealed record Candidate(EntityRef Ref, string? KubernetesId, LabelSelector? Selector, string? Namespace, string? Cluster, string? Workload)
    {
        public static Candidate Of(CatalogEntity entity)
        {
            return new(entity.Ref, entity.Annotations.GetValueOrDefault(KeptAnnotations.KubernetesId),
                LabelSelector.TryParse(entity.Annotations.GetValueOrDefault(SelectorAnnotation), out var selector, out _) ? selector : null,
                entity.Annotations.GetValueOrDefault(NamespaceAnnotation), entity.Annotations.GetValueOrDefault(ClusterAnnotation), entity.Annotations.GetValueOrDefault(Discovered.Workload));
        }

        public bool Allows(string cluster, string @namespace)
            => (Namespace is null || Namespace == @namespace) && (Cluster is null || Cluster == cluster);
    }
}

using Portal.Application.Catalog;

namespace Portal.Application.Deployments;

/// <summary>
/// Says which service a workload belongs to, by ranked rules: an annotation or label on the workload that names the service; an entity's
/// label selector; an entity that names the workload; a claim; the recommended labels app.kubernetes.io/name, instance, part-of; the image's repository; the workload's name
/// and namespace; last, the entity that was discovered from it, which declares nothing. Where two entities have the same right, neither gets it. Built once per catalog generation.
/// </summary>
public sealed class ServiceMatcher
{
    public const string SelectorAnnotation = "backstage.io/kubernetes-label-selector";
    public const string NamespaceAnnotation = "backstage.io/kubernetes-namespace";
    public const string ClusterAnnotation = "backstage.io/kubernetes-cluster";

    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>(StringComparer.Ordinal);
    private static readonly string[] RecommendedLabels = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/part-of"];

    private readonly CatalogGraph _catalog;
    private readonly ILookup<string, Candidate> _byId;
    private readonly ILookup<string, Candidate> _byName;
    private readonly ILookup<(string Key, string Value), (int Order, LabelSelector Selector, Candidate Candidate)> _selectors;
    private readonly (int Order, LabelSelector Selector, Candidate Candidate)[] _otherSelectors;
    private readonly ILookup<string, Candidate> _byWorkload;
    private readonly ILookup<string, Candidate> _byRepository;
    private readonly Dictionary<string, EntityRef> _discovered;
    private readonly Dictionary<(string, string, string, string), WorkloadClaim> _claims;

    public ServiceMatcher(CatalogGraph catalog, IEnumerable<WorkloadClaim> claims)
    {
        _catalog = catalog;
        // A discovered entity names its workload by what was seen there: were it a candidate, it would declare its own workload.
        var entities = catalog.Entities.Where(e => e.Ref.Kind is "component" or "resource").ToLookup(Discovered.Is);
        _discovered = entities[true].Where(e => e.Annotations.ContainsKey(Discovered.From)).GroupBy(e => e.Annotations[Discovered.From], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Ref, StringComparer.Ordinal);
        var candidates = entities[false].Select(e => Candidate.Of(e, catalog)).ToList();
        var selectors = candidates.Where(c => c.Selector is not null).Select((c, order) => (Order: order, Selector: c.Selector!, Candidate: c)).ToLookup(s => s.Selector.Anchor is not null);
        _selectors = selectors[true].ToLookup(s => s.Selector.Anchor!.Value);
        _otherSelectors = [.. selectors[false]];

        // As in Backstage: an entity with a selector is found by it and by nothing weaker.
        var others = candidates.Where(c => c.Selector is null).ToList();
        _byId = others.Where(c => c.KubernetesId is not null).ToLookup(c => c.KubernetesId!, StringComparer.Ordinal);
        _byName = others.Where(c => c.Ref.Kind == "component").ToLookup(c => c.Ref.Name, StringComparer.OrdinalIgnoreCase);
        _byRepository = others.Where(c => c.Repository is not null).ToLookup(c => c.Repository!, StringComparer.OrdinalIgnoreCase);
        _byWorkload = candidates.Where(c => c.Workload is not null).ToLookup(c => c.Workload!, StringComparer.OrdinalIgnoreCase);
        _claims = claims.GroupBy(c => (c.Cluster, c.Namespace, c.Kind, c.Name)).ToDictionary(g => g.Key, g => g.Last());
    }

    /// <summary>Entities whose selector annotation does not parse, with the reason.</summary>
    public IEnumerable<(EntityRef Entity, string Error)> BadSelectors => _catalog.Entities
        .Where(e => e.Annotations.ContainsKey(SelectorAnnotation) && !LabelSelector.TryParse(e.Annotations[SelectorAnnotation], out _, out _))
        .Select(e => (e.Ref, LabelSelector.TryParse(e.Annotations[SelectorAnnotation], out _, out var error) ? "" : error));

    internal (string? Service, MatchEvidence Evidence)? Match(WorkloadEntry entry) => Match(entry.Row.Cluster, entry.Row.Kind, entry.Workload, entry.TemplateLabels, entry.Row.Image);

    /// <returns>
    /// The service's full ref with the rule and the evidence; no service but the evidence when several have the same right; null when no rule matches.
    /// </returns>
    internal (string? Service, MatchEvidence Evidence)? Match(string cluster, string kind, ObservedMeta workload, IReadOnlyDictionary<string, string>? templateLabels, string image = "")
    {
        List<Opinion> opinions = [.. Opinions(cluster, kind, workload, templateLabels)];
        List<Opinion> weak = opinions.Exists(o => o.Service is not null) ? [] : [.. Weak(cluster, workload, image)];
        if (opinions.Concat(weak).FirstOrDefault(o => o.Service is not null) is { } first)
        {
            var others = opinions.Where(o => o.Service is not null && o.Service != first.Service).DistinctBy(o => o.Service).Select(o => $"{o.Evidence} says {o.Service}").ToList();
            return (first.Service, new(first.Rule, first.Evidence) { Disagrees = others.Count == 0 ? null : string.Join("; ", others) });
        }

        var torn = weak.FirstOrDefault()?.Evidence;
        if (_discovered.TryGetValue($"{workload.Namespace}/{kind}/{workload.Name}", out var discovered))
        {
            return (discovered.ToString(), new(MatchEvidence.Discovered, "discovery: nobody has declared it") { Disagrees = torn });
        }

        return torn is null ? null : (null, new(MatchEvidence.Ambiguous, torn));
    }

    /// <summary>What the rules by which somebody says it say, the strongest first.</summary>
    private IEnumerable<Opinion> Opinions(string cluster, string kind, ObservedMeta workload, IReadOnlyDictionary<string, string>? templateLabels)
    {
        string? Label(string key) => workload.Labels?.GetValueOrDefault(key) ?? templateLabels?.GetValueOrDefault(key);

        if (workload.Annotations?.GetValueOrDefault(KeptAnnotations.Service) is { } named
            && EntityRef.TryParse(named, "component", EntityRef.DefaultNamespace, out var reference) && _catalog.Find(reference) is { } entity && !Discovered.Is(entity))
        {
            yield return new("annotation", reference.ToString(), $"annotation {KeptAnnotations.Service}={named}");
        }

        var (id, word) = Label(KeptAnnotations.KubernetesId) is { } label ? (label, "label") : (workload.Annotations?.GetValueOrDefault(KeptAnnotations.KubernetesId), "annotation");
        if (id is not null && (Only(_byId[id], cluster, workload.Namespace) ?? Only(_byName[id], cluster, workload.Namespace)) is { } explicitly)
        {
            yield return new("annotation", explicitly.Ref.ToString(), $"{word} {KeptAnnotations.KubernetesId}={id}");
        }

        foreach (var (selector, candidate) in BySelector(cluster, workload, templateLabels))
        {
            yield return new("label-selector", candidate.Ref.ToString(), $"selector {selector.Text} of {candidate.Ref}");
        }

        var own = $"{workload.Namespace}/{kind}/{workload.Name}";
        if (Only(_byWorkload[own], cluster, workload.Namespace) is { } naming)
        {
            yield return new("label-selector", naming.Ref.ToString(), $"annotation {Discovered.Workload}={own} of {naming.Ref}");
        }

        if (_claims.GetValueOrDefault((cluster, workload.Namespace, kind, workload.Name)) is { } claim)
        {
            yield return new("claim", claim.Service, $"claimed by {claim.ClaimedBy} on {claim.ClaimedAt.UtcDateTime:yyyy-MM-dd}");
        }

        foreach (var key in RecommendedLabels)
        {
            if (Label(key) is { } value && Only(_byName[value], cluster, workload.Namespace) is { } recommended)
            {
                yield return new("recommended-labels", recommended.Ref.ToString(), $"label {key}={value}");
                yield break;
            }
        }
    }

    /// <summary>What names that are alike suggest. An opinion without a service says that several fit.</summary>
    private IEnumerable<Opinion> Weak(string cluster, ObservedMeta workload, string image)
    {
        var path = PathOf(ImageName.Parse(image).Repository);
        var last = path[(path.LastIndexOf('/') + 1)..];
        var byRepository = path.Length == 0 ? [] : Suffixes(path).Select(s => _byRepository[s].Where(c => c.Allows(cluster, workload.Namespace)).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];

        // Several components of one repository: the one that is called like the image.
        var chosen = byRepository.Count > 1 ? byRepository.FindAll(c => c.Ref.Name.Equals(last, StringComparison.OrdinalIgnoreCase)) : byRepository;
        if (chosen is [var one])
        {
            yield return new("image-repository", one.Ref.ToString(), $"image {path} is the repository of {one.Ref}");
        }
        else if (byRepository.Count > 1)
        {
            yield return new("image-repository", null, $"image {path} is the repository of {string.Join(" and ", byRepository.Take(3).Select(c => c.Ref))}: nothing tells them apart");
        }

        if (last.Length > 0 && _byName[last].Where(c => c.Allows(cluster, workload.Namespace)).Take(2).ToList() is { Count: > 0 } named)
        {
            yield return named is [var only] ? new("image-repository", only.Ref.ToString(), $"image {path} is called like {only.Ref}")
                : new("image-repository", null, $"image {path} is called like {string.Join(" and ", named.Select(c => c.Ref))}: nothing tells them apart");
        }

        var inPlace = _byName[workload.Name].Where(c => c.Allows(cluster, workload.Namespace) && c.Places.Contains(workload.Namespace, StringComparer.OrdinalIgnoreCase)).Take(2).ToList();
        if (inPlace.Count > 0)
        {
            yield return inPlace is [var there] ? new("name-and-namespace", there.Ref.ToString(), $"name {workload.Name} in namespace {workload.Namespace}, as {there.Ref} would be")
                : new("name-and-namespace", null, $"name {workload.Name} in namespace {workload.Namespace} fits {string.Join(" and ", inPlace.Select(c => c.Ref))}");
        }
    }

    /// <summary>The path of an image's repository, without the registry.</summary>
    private static string PathOf(string repository)
        => repository.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && (repository[..slash].Contains('.', StringComparison.Ordinal) || repository[..slash].Contains(':', StringComparison.Ordinal) || repository[..slash] == "localhost") ? repository[(slash + 1)..] : repository;

    /// <summary>a/b/c, then b/c: a repository has an owner and a name at least.</summary>
    private static IEnumerable<string> Suffixes(string path)
    {
        for (var rest = path; rest.Contains('/', StringComparison.Ordinal); rest = rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..])
        {
            yield return rest;
        }
    }

    private IEnumerable<(LabelSelector Selector, Candidate Candidate)> BySelector(string cluster, ObservedMeta workload, IReadOnlyDictionary<string, string>? templateLabels)
        => (workload.Labels ?? NoLabels).Concat(templateLabels ?? NoLabels).Distinct().SelectMany(l => _selectors[(l.Key, l.Value)]).Concat(_otherSelectors)
            .Where(s => s.Candidate.Allows(cluster, workload.Namespace) && (s.Selector.Matches(workload.Labels) || s.Selector.Matches(templateLabels)))
            .OrderBy(s => s.Order).Select(s => (s.Selector, s.Candidate));

    /// <summary>The one candidate the cluster and namespace allow; of several that share a name the one in the default namespace.</summary>
    private static Candidate? Only(IEnumerable<Candidate> candidates, string cluster, string @namespace)
    {
        var allowed = candidates.Where(c => c.Allows(cluster, @namespace)).Take(3).ToList();
        return allowed.Count == 1 ? allowed[0] : allowed.Find(c => c.Ref.Namespace == EntityRef.DefaultNamespace);
    }

    /// <summary>What one rule says; no service when several have the same right.</summary>
    private sealed record Opinion(string Rule, string? Service, string Evidence);

    /// <param name="Repository">Owner and name of its source repository.</param>
    /// <param name="Places">Names that its namespace may have: of its system, domain and team.</param>
    private sealed record Candidate(EntityRef Ref, string? KubernetesId, LabelSelector? Selector, string? Namespace, string? Cluster, string? Workload, string? Repository, IReadOnlyList<string> Places)
    {
        public static Candidate Of(CatalogEntity entity, CatalogGraph catalog)
        {
            var system = entity.System is { } inSystem ? catalog.Find(inSystem) : null;
            string?[] places = [entity.Annotations.GetValueOrDefault(NamespaceAnnotation), entity.System?.Name, system?.Declares.Where(r => r.Type == "partOf" && r.Target.Kind == "domain").Select(r => r.Target.Name).FirstOrDefault(), entity.Owner?.Name];
            return new(entity.Ref, entity.Annotations.GetValueOrDefault(KeptAnnotations.KubernetesId),
                LabelSelector.TryParse(entity.Annotations.GetValueOrDefault(SelectorAnnotation), out var selector, out _) ? selector : null,
                entity.Annotations.GetValueOrDefault(NamespaceAnnotation), entity.Annotations.GetValueOrDefault(ClusterAnnotation), entity.Annotations.GetValueOrDefault(Discovered.Workload),
                RepositoryOf(entity.Annotations.GetValueOrDefault("github.com/project-slug")) ?? RepositoryOf(entity.Annotations.GetValueOrDefault("backstage.io/source-location")), [.. places.OfType<string>()]);
        }

        /// <summary>owner/name of a slug or an address such as url:https://github.com/owner/name/tree/main.</summary>
        private static string? RepositoryOf(string? text)
        {
            var path = text?.StartsWith("url:", StringComparison.Ordinal) == true ? text[4..] : text;
            path = Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address.AbsolutePath : path;
            return path?.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var owner, var name, ..] && !path.Contains(':', StringComparison.Ordinal) ? $"{owner}/{(name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name)}" : null;
        }

        public bool Allows(string cluster, string @namespace)
            => (Namespace is null || Namespace == @namespace) && (Cluster is null || Cluster == cluster);
    }
}

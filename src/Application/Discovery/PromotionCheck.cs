using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Scaffolding;

namespace Portal.Application.Discovery;

/// <summary>A proposed descriptor looked at before anything is made: by the same validator as every descriptor, and against workload and catalog.</summary>
/// <param name="Fields">What is wrong, by field: descriptor, repository, path.</param>
/// <param name="Component">The component it declares, when that can be told.</param>
/// <param name="Owner">Its owner, when it is one of the catalog.</param>
/// <param name="Matched">Where the workload would belong to it at once.</param>
/// <param name="Unmatched">Where it would not.</param>
/// <param name="AlsoMatched">Other undeclared workloads that it would take, too.</param>
internal sealed record PromotionCheck(
    IReadOnlyDictionary<string, string[]> Fields,
    EntityRef? Component,
    EntityRef? Owner,
    RepoUrl? Repository,
    IReadOnlyList<string> Matched,
    IReadOnlyList<string> Unmatched,
    IReadOnlyList<string> AlsoMatched)
{
    private static readonly string[] Kinds = ["Component", "API", "Resource", "System"];

    public static PromotionCheck Of(DiscoveredService service, string descriptor, string repository, string path, IDescriptorReader reader, ObservedEstate estate, CatalogGraph catalog, ISourceControl sourceControl)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var entities = Entities(descriptor, reader, fields);
        var component = entities.Find(e => e.Kind == "Component");
        if (component is null && !fields.ContainsKey("descriptor"))
        {
            Add("descriptor", "It declares no Component: write one document of that kind for the workload.");
        }

        foreach (var entity in entities)
        {
            CheckEntity(entity);
        }

        var place = RepositoryOf(repository, sourceControl);
        if (place is null)
        {
            Add("repository", $"Write owner/repository on {string.Join(" or ", sourceControl.Hosts)}, for instance {sourceControl.DefaultOwner ?? "my-organisation"}/{service.EntityName}.");
        }

        if (!IsDescriptorPath(path))
        {
            Add("path", "Write a relative path that ends with .yaml or .yml, for instance catalog-info.yaml.");
        }

        var (matched, unmatched, also) = component is null ? ([], [], []) : Matches(service, component, estate);
        if (component is not null && matched.Count == 0)
        {
            Add("descriptor", $"The workload {service.From} would not belong to it. Keep the annotation {ServiceMatcher.SelectorAnnotation} or {Discovered.Workload} as it was proposed.");
        }

        return new(fields.ToDictionary(f => f.Key, f => f.Value.ToArray(), StringComparer.Ordinal), component?.Ref, component?.Owner is { } o && catalog.Find(o) is not null ? o : null, place, matched, unmatched, also);

        void Add(string field, string message) => (fields.TryGetValue(field, out var list) ? list : fields[field] = []).Add(message);

        void CheckEntity(CatalogEntity entity)
        {
            if (!Kinds.Contains(entity.Kind, StringComparer.Ordinal))
            {
                Add("descriptor", $"It declares a {entity.Kind}; here a {string.Join(", ", Kinds)} may be declared.");
            }

            if (catalog.Find(entity.Ref) is { } present && !Discovered.Is(present))
            {
                Add("descriptor", $"{entity.Ref} is declared already. Choose another metadata.name.");
            }

            if (entity.Owner is { } owner && (catalog.Find(owner) is null || owner.Kind is not ("group" or "user")))
            {
                Add("descriptor", $"spec.owner names {owner}, which is no team or person of the catalog. Write the team that runs it.");
            }
        }
    }

    /// <summary>owner/repository, or as RepoUrlPicker writes it; only hosts that the portal works with.</summary>
    public static RepoUrl? RepositoryOf(string? text, ISourceControl sourceControl)
    {
        var written = text?.Trim() ?? "";
        if (!written.Contains('?', StringComparison.Ordinal) && written.Split('/') is [var owner, var repo])
        {
            written = $"{sourceControl.Hosts[0]}?owner={Uri.EscapeDataString(owner)}&repo={Uri.EscapeDataString(repo)}";
        }

        return RepoUrl.TryParse(written, out var url) is null && sourceControl.Hosts.Contains(url!.Host, StringComparer.OrdinalIgnoreCase) ? url : null;
    }

    private static List<CatalogEntity> Entities(string descriptor, IDescriptorReader reader, Dictionary<string, List<string>> fields)
    {
        List<CatalogEntity> entities = [];
        foreach (var document in reader.Read(descriptor, "catalog-info.yaml"))
        {
            var errors = document.Root is { } root ? DescriptorValidator.Validate(root, document.File).Errors : document.Errors;
            if (errors.Count > 0)
            {
                (fields.TryGetValue("descriptor", out var list) ? list : fields["descriptor"] = []).AddRange(errors.Select(e => $"{(e.Line > 0 ? $"Line {e.Line}, column {e.Column}: " : "")}{e.Message} {e.Fix}".TrimEnd()));
            }
            else
            {
                entities.Add(EntityFactory.Create(document.Root!, new(document.File, document.Line, null, default), document.Raw));
            }
        }

        return entities;
    }

    private static (List<string> Matched, List<string> Unmatched, List<string> Also) Matches(DiscoveredService service, CatalogEntity component, ObservedEstate estate)
    {
        var matcher = new ServiceMatcher(CatalogGraph.Build([component], 0, default), []);
        var (matched, unmatched, also) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var entry in estate.Workloads.Where(w => !w.Row.IsDeclared))
        {
            // A descriptor that is to last must say itself what belongs to it; that an image is called alike is chance.
            var takes = matcher.Match(entry) is { Service: not null, Evidence.Rule: not ("image-repository" or "name-and-namespace") };
            if (WorkloadDiscovery.From(entry) == service.From)
            {
                (takes ? matched : unmatched).Add(entry.Row.Cluster);
            }
            else if (takes)
            {
                also.Add($"{WorkloadDiscovery.From(entry)} in {entry.Row.Cluster}");
            }
        }

        return (matched, unmatched, also);
    }

    private static bool IsDescriptorPath(string path)
        => path.Length is > 5 and <= DiscoveryPromotion.PathMaxLength && (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            && path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && !part.Equals(".git", StringComparison.OrdinalIgnoreCase) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
}

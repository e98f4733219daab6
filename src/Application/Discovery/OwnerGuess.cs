using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>
/// Who probably owns a workload, by ranked evidence: a label that names a team; the image of a declared service; the release it belongs to; a namespace where all
/// declared services have one owner. Only owners that are in the catalog count: a guess never points nowhere. Made once per look.
/// </summary>
internal sealed class OwnerGuess
{
    private readonly CatalogGraph _catalog;
    private readonly Dictionary<string, EntityRef> _teamsByTitle;
    private readonly ILookup<string, CatalogEntity> _servicesByImage;
    private readonly ILookup<string, CatalogEntity> _servicesByRepository;
    private readonly ILookup<string, CatalogEntity> _servicesByNamespace;

    public OwnerGuess(ObservedEstate estate, CatalogGraph catalog)
    {
        _catalog = catalog;
        _teamsByTitle = catalog.Entities.Where(e => e.Ref.Kind == "group").GroupBy(e => e.DisplayName, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Ref, StringComparer.OrdinalIgnoreCase);
        var declared = estate.Workloads.Where(w => w.Row.IsDeclared).Select(w => (Entry: w, Service: EntityRef.TryParse(w.Row.Service, out var r) ? catalog.Find(r) : null))
            .Where(w => w.Service?.Owner is not null).ToList();
        _servicesByImage = declared.ToLookup(w => ImageName.Parse(w.Entry.Row.Image).Repository, w => w.Service!, StringComparer.OrdinalIgnoreCase);
        _servicesByNamespace = declared.ToLookup(w => w.Entry.Row.Namespace, w => w.Service!, StringComparer.Ordinal);
        _servicesByRepository = catalog.Entities.Where(e => e.Ref.Kind == "component" && e.Owner is not null && e.Annotations.ContainsKey("github.com/project-slug") && !Discovered.Is(e))
            .ToLookup(e => e.Annotations["github.com/project-slug"], StringComparer.OrdinalIgnoreCase);
    }

    /// <returns>The owner, and the evidence in words; null when nothing tells.</returns>
    public (EntityRef Owner, string Evidence)? Of(IReadOnlyList<WorkloadEntry> entries)
        => ByLabel(entries) ?? ByImage(entries) ?? ByRelease(entries) ?? ByNamespace(entries);

    private (EntityRef, string)? ByLabel(IReadOnlyList<WorkloadEntry> entries)
    {
        foreach (var key in WorkloadHints.OwnerKeys)
        {
            foreach (var value in entries.Select(e => WorkloadText.Of(e, key)).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                if (Team(value) is { } team)
                {
                    return (team, $"{key}={value} on the workload names {team}");
                }
            }
        }

        return null;
    }

    private (EntityRef, string)? ByImage(IReadOnlyList<WorkloadEntry> entries)
    {
        foreach (var image in entries.Select(e => ImageName.Parse(e.Row.Image).Repository).Distinct(StringComparer.Ordinal))
        {
            if (One(_servicesByImage[image]) is var (owner, service))
            {
                return (owner, $"the image {image} is that of {service.Ref}, owned by {owner}");
            }

            if (WorkloadText.SlugOfImage(image) is { } slug && One(_servicesByRepository[slug]) is var (repositoryOwner, sibling))
            {
                return (repositoryOwner, $"the image {image} is built from {slug}, the repository of {sibling.Ref}, owned by {repositoryOwner}");
            }
        }

        return null;
    }

    private (EntityRef, string)? ByRelease(IReadOnlyList<WorkloadEntry> entries)
    {
        foreach (var key in WorkloadHints.ReleaseKeys.Append("app.kubernetes.io/part-of"))
        {
            foreach (var value in entries.Select(e => WorkloadText.Of(e, key)).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                foreach (var kind in new[] { "component", "system" })
                {
                    if (_catalog.Find(new(kind, EntityRef.DefaultNamespace, value)) is { Owner: { } owner } entity && Exists(owner) && !Discovered.Is(entity))
                    {
                        return (owner, $"{key}={value} is {entity.Ref}, owned by {owner}");
                    }
                }
            }
        }

        return null;
    }

    private (EntityRef, string)? ByNamespace(IReadOnlyList<WorkloadEntry> entries)
    {
        var ns = entries[0].Row.Namespace;
        return One(_servicesByNamespace[ns]) is var (owner, _)
            ? (owner, $"every declared service in the namespace {ns} belongs to {owner}") : null;
    }

    /// <summary>The one owner that all of these have, with one of them.</summary>
    private (EntityRef Owner, CatalogEntity Service)? One(IEnumerable<CatalogEntity> services)
    {
        CatalogEntity? first = null;
        foreach (var service in services)
        {
            if (first is not null && first.Owner != service.Owner)
            {
                return null;
            }

            first ??= service;
        }

        return first?.Owner is { } owner && Exists(owner) ? (owner, first) : null;
    }

    private EntityRef? Team(string text)
        => EntityRef.TryParse(text, "group", EntityRef.DefaultNamespace, out var reference) && reference.Kind is "group" or "user" && Exists(reference) ? reference
            : _teamsByTitle.TryGetValue(text, out var titled) ? titled : null;

    private bool Exists(EntityRef owner) => _catalog.Find(owner) is not null;
}

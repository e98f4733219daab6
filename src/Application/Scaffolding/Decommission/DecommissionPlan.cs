using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;
using Portal.Application.Versions;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>What a decommission would do, what stands against it, and what it cannot do.</summary>
/// <param name="Dependents">What depends on it, the nearest first.</param>
/// <param name="Workloads">What of it runs in watched clusters.</param>
/// <param name="Effects">In order.</param>
/// <param name="Warnings">What is left to do, or not known.</param>
/// <param name="Blockers">Why it is refused without an override.</param>
/// <param name="MayOverride">The caller is a platform engineer.</param>
public sealed record DecommissionPlan(
    string Service, string DisplayName, string? Owner, string? Repository, IReadOnlyList<Dependent> Dependents, IReadOnlyList<RunningWorkload> Workloads, IReadOnlyList<Effect> Effects, IReadOnlyList<string> Warnings, IReadOnlyList<string> Blockers,
    bool MayOverride)
{
    internal IReadOnlyList<(RepoUrl Repository, ManifestPlace Place)> Places { get; init; } = [];

    public Decision MayDo { get; init; }
}

/// <param name="Distance">1: directly.</param>
/// <param name="Via">What it is reached through; null when directly.</param>
public sealed record Dependent(string Ref, string DisplayName, string? Owner, int Distance, string? Via);

public sealed record RunningWorkload(string Cluster, string Environment, string Namespace, string Kind, string Name, int Ready, int Desired, DateTimeOffset? AsOf);

/// <summary>Works plans out, from memory and one look at the repositories concerned.</summary>
internal sealed class DecommissionPlanner(ICatalog catalog, IDeploymentPictures pictures, LineageStore lineage, IRepositoryChanges repositories, IRepositoryArchive archive, IAccess access)
{
    private const int MostDependents = 500;

    public async Task<DecommissionPlan?> PlanAsync(EntityRef reference, Actor actor, CancellationToken ct)
    {
        var graph = catalog.Current;
        if (graph.Find(reference) is not { } entity)
        {
            return null;
        }

        var repository = RepositoryOf(entity);
        var places = ManifestPlace.Of(entity).Select(p => (Repository: repositories.Find(p.Repository), Place: p)).ToList();
        var (dependents, workloads) = (Dependents(reference, graph), Running(reference));
        List<Effect> effects = [];
        List<string> warnings = [];
        foreach (var (at, place) in places.Where(p => p.Repository is not null))
        {
            effects.Add(new("Open a pull request that removes its manifests", $"{at!.Owner}/{at.Repo}, {place.Path}{(place.Environment is null ? "" : $" ({place.Environment})")}", "closed, unless it was merged"));
        }

        await RepositoryAsync(repository, entity, effects, warnings, ct);
        effects.Add(new("Take it out of the catalog", $"{reference}, with {Tombstones.Kept.TotalDays:0} days to take that back", "put back"));
        Warn(reference, graph, places, workloads, warnings);
        return new(
            reference.ToString(), entity.DisplayName, entity.Owner?.ToString(), repository?.ToString(), dependents, workloads, effects, warnings, Blockers(dependents, workloads, places.Exists(p => p.Repository is not null)),
            access.Decide(actor, new(Permissions.CatalogManage)).Allowed)
        {
            Places = [.. places.Where(p => p.Repository is not null).Select(p => (p.Repository!, p.Place))],
            MayDo = access.Decide(actor, new(Permissions.ScaffoldRun, Entity: reference.ToString())),
        };
    }

    internal static List<Dependent> Dependents(EntityRef reference, CatalogGraph graph)
    {
        List<Dependent> found = [];
        HashSet<EntityRef> seen = [reference];
        Queue<(EntityRef Ref, int Distance)> queue = new([(reference, 0)]);
        while (found.Count < MostDependents && queue.TryDequeue(out var at))
        {
            // Whoever calls an API of it depends on it, too.
            foreach (var next in graph.Related(at.Ref, RelationTypes.DependencyOf).Concat(graph.Related(at.Ref, RelationTypes.ProvidesApi).SelectMany(api => graph.Related(api, RelationTypes.ApiConsumedBy).Concat(graph.Related(api, RelationTypes.DependencyOf)))))
            {
                if (seen.Add(next))
                {
                    var entity = graph.Find(next);
                    found.Add(new(next.ToString(), entity?.DisplayName ?? next.Name, entity?.Owner?.ToString(), at.Distance + 1, at.Distance == 0 ? null : at.Ref.ToString()));
                    queue.Enqueue((next, at.Distance + 1));
                }
            }
        }

        return found;
    }

    internal static List<string> Blockers(IReadOnlyList<Dependent> dependents, IReadOnlyList<RunningWorkload> workloads, bool removesManifests)
    {
        List<string> blockers = [];
        if (dependents.Count > 0)
        {
            var direct = dependents.Where(d => d.Distance == 1).Select(d => d.DisplayName).ToList();
            blockers.Add($"{(dependents.Count == 1 ? "One entity depends" : $"{dependents.Count} entities depend")} on it: {string.Join(", ", direct.Take(5))}{(dependents.Count > Math.Min(5, direct.Count) ? " and others" : "")}. Ask their teams to take the dependency out of their descriptors first.");
        }

        if (workloads.Count > 0 && !removesManifests)
        {
            blockers.Add($"{(workloads.Count == 1 ? "One workload" : $"{workloads.Count} workloads")} of it still runs, and nothing of this would stop it: {string.Join(", ", workloads.Take(5).Select(w => $"{w.Kind} {w.Namespace}/{w.Name} in {w.Cluster}"))}. Delete what runs first, or name the repository of its manifests in the annotation {ManifestPlace.Annotation}.");
        }

        return blockers;
    }

    private RepoUrl? RepositoryOf(CatalogEntity entity)
        => lineage.Current.Of(entity.Ref.ToString()) is { } entry && RepoUrl.TryParse(entry.Repository, out var known) is null ? known
            : EntityRepositories.Of(entity).Distinct(StringComparer.Ordinal).Select(repositories.Find).FirstOrDefault(r => r is not null);

    private List<RunningWorkload> Running(EntityRef reference)
        => [.. pictures.OfService(reference.ToString()).Where(d => d.Desired > 0 || d.Ready > 0).Select(d => new RunningWorkload(d.Cluster, d.Environment, d.Namespace, d.Kind, d.Name, d.Ready, d.Desired, d.AsOf))];

    private async Task RepositoryAsync(RepoUrl? repository, CatalogEntity entity, List<Effect> effects, List<string> warnings, CancellationToken ct)
    {
        if (repository is null)
        {
            warnings.Add("Its repository is not among those that this portal may change: archive it by hand.");
            return;
        }

        // Somebody else's descriptor may lie in the same repository: archiving would make it read-only for them, too.
        var others = catalog.Current.Entities.Where(e => e.Ref.Kind == "component" && e.Ref != entity.Ref && RepositoryOfAny(e) == repository).Select(e => e.DisplayName).Take(6).ToList();
        if (others.Count > 0)
        {
            warnings.Add($"Its repository also holds {string.Join(", ", others)}: nobody can push there any more once it is archived.");
        }

        var archived = await archive.IsArchivedAsync(repository, ct);
        if (archived is { IsSuccess: true, Value: true })
        {
            warnings.Add($"{repository.Owner}/{repository.Repo} is archived already.");
            return;
        }

        if (archived.Failure is { } failure)
        {
            warnings.Add($"{repository.Owner}/{repository.Repo} cannot be looked at now: {failure.Message}");
        }

        effects.Add(new("Archive the repository", $"{repository.Owner}/{repository.Repo}: readable, and nobody can push", "writable again"));
    }

    private RepoUrl? RepositoryOfAny(CatalogEntity entity)
        => EntityRepositories.Of(entity).Distinct(StringComparer.Ordinal).Select(repositories.Find).FirstOrDefault(r => r is not null);

    private static void Warn(EntityRef reference, CatalogGraph graph, List<(RepoUrl? Repository, ManifestPlace Place)> places, List<RunningWorkload> workloads, List<string> warnings)
    {
        warnings.AddRange(places.Where(p => p.Repository is null).Select(p => $"Its manifests in {p.Place.Repository} ({p.Place.Path}) are not among the repositories that this portal may change: remove them by hand."));
        if (places.Count == 0)
        {
            warnings.Add($"Nothing here removes what runs: no environment repository is named in the annotation {ManifestPlace.Annotation} as REPOSITORY//PATH. After its pipeline is gone, delete it where it was deployed from, for instance kubectl delete -k deploy/overlays/production.");
        }
        else if (workloads.Count > 0)
        {
            warnings.Add("What runs goes when the pull request is merged and applied, not before.");
        }

        foreach (var api in graph.Related(reference, RelationTypes.ProvidesApi).Where(api => graph.Related(api, RelationTypes.ApiProvidedBy).All(p => p == reference)))
        {
            warnings.Add($"{api} has no other provider. It stays in the catalog until its own descriptor goes.");
        }

        warnings.Add("Whether somebody calls it without having declared that is not known: the portal sees relations and workloads, not traffic. Look at its access log or metrics.");
    }
}

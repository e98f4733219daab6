using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Versions;

/// <summary>Which version an entity declares, and which ones run where.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetEntityVersions(string Ref) : IQuery<EntityVersions>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Declared">Null: neither an annotation nor a release nor a tag says.</param>
/// <param name="Live">Production first, then by cluster; empty when nothing of it runs, or the caller may not see deployments.</param>
public sealed record EntityVersions(DeclaredVersion? Declared, IReadOnlyList<LiveVersion> Live)
{
    /// <summary>How what runs in production compares with what is declared, in words; null when one of the two is missing.</summary>
    public string? Summary { get; init; }

    /// <param name="entity">The entity.</param>
    /// <param name="repositories">Releases and tags.</param>
    /// <param name="deployments">What of it runs, as far as the caller may see.</param>
    /// <param name="locations">Sources and when they were last read.</param>
    public static EntityVersions Of(CatalogEntity entity, IRepositoryVersions repositories, IReadOnlyList<Deployment> deployments, IReadOnlyList<LocationStatus> locations)
    {
        var declared = GetEntityVersionsHandler.DeclaredOf(entity, repositories, locations);
        List<LiveVersion> live = [.. deployments
            .OrderBy(d => EnvironmentOrder.Of(d.Environment)).ThenBy(d => d.Environment, StringComparer.Ordinal).ThenBy(d => d.Cluster, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)
            .Select(d => new LiveVersion(d.Environment, d.Cluster, d.Region, d.Name, d.Version, d.VersionSince, d.AsOf, Standing(d.Version, declared?.Version)))];
        return new(declared, live) { Summary = VersionWords.Summary(declared, live) };
    }

    private static VersionStanding Standing(string live, string? declared)
        => declared is null ? VersionStanding.Unknown
            : live == declared ? VersionStanding.Same
            : SemanticVersion.Parse(live) is { } running && SemanticVersion.Parse(declared) is { } wanted ? running.CompareTo(wanted) switch { < 0 => VersionStanding.Behind, > 0 => VersionStanding.Ahead, _ => VersionStanding.Same }
            : VersionStanding.Unknown;
}

/// <param name="Source">annotation, release or tag.</param>
/// <param name="At">When it was published; null when that is not told.</param>
/// <param name="SeenAt">When a look at its source last found it, UTC.</param>
public sealed record DeclaredVersion(string Version, string Source, string? Url, DateTimeOffset? At, DateTimeOffset SeenAt);

/// <summary>How a running version stands to the declared one.</summary>
public enum VersionStanding
{
    /// <summary>They cannot be compared, or none is declared.</summary>
    Unknown,
    Same,
    Behind,
    Ahead,
}

/// <param name="Since">Since when it runs there.</param>
/// <param name="AsOf">When the cluster was last heard.</param>
public sealed record LiveVersion(string Environment, string Cluster, string? Region, string Workload, string Version, DateTimeOffset? Since, DateTimeOffset? AsOf, VersionStanding Standing);

internal sealed class GetEntityVersionsHandler(ICatalog catalog, ICatalogIngest ingest, IRepositoryVersions repositories, IDeploymentPictures pictures, ICurrentUser user, IAccess access) : IQueryHandler<GetEntityVersions, EntityVersions>
{
    public const string Annotation = "portal.dev/version";

    public Task<Result<EntityVersions>> Handle(GetEntityVersions query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<EntityVersions>>(CatalogErrors.BadRef(query.Ref));
        }

        if (catalog.Current.Find(reference) is not { } entity)
        {
            return Task.FromResult<Result<EntityVersions>>(CatalogErrors.NoEntity(reference.ToString()));
        }

        var maySee = user.Actor is { } actor && access.Decide(actor, new Demand(Permissions.DeploymentsRead)).Allowed;
        return Task.FromResult<Result<EntityVersions>>(EntityVersions.Of(entity, repositories, maySee ? pictures.OfService(reference.ToString()) : [], ingest.Locations));
    }

    /// <summary>The annotation, else the newest release or tag of the repository: of the one that an annotation names, else of the one that the descriptor lies in.</summary>
    internal static DeclaredVersion? DeclaredOf(CatalogEntity entity, IRepositoryVersions repositories, IReadOnlyList<LocationStatus> locations)
    {
        if (entity.Annotations.TryGetValue(Annotation, out var written) && written.Trim() is { Length: > 0 and <= RepositoryVersion.VersionMaxLength } text)
        {
            return new(text, "annotation", null, null, SourceView.Of(entity, locations) is [var source, ..] ? source.LastSeenAt : default);
        }

        foreach (var repository in EntityRepositories.Of(entity))
        {
            if (repositories.Newest(repository, entity.Ref.Name) is { } newest)
            {
                return new(newest.Version, newest.Source, newest.Url, newest.At, newest.SeenAt);
            }
        }

        return null;
    }
}

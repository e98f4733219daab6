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

        var declared = DeclaredOf(entity);
        var maySee = user.Actor is { } actor && access.Decide(actor, new Demand(Permissions.DeploymentsRead)).Allowed;
        List<LiveVersion> live = !maySee ? [] : [.. pictures.OfService(reference.ToString())
            .OrderBy(d => EnvironmentOrder.Of(d.Environment)).ThenBy(d => d.Environment, StringComparer.Ordinal).ThenBy(d => d.Cluster, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)
            .Select(d => new LiveVersion(d.Environment, d.Cluster, d.Region, d.Name, d.Version, d.VersionSince, d.AsOf, Standing(d.Version, declared?.Version)))];
        return Task.FromResult<Result<EntityVersions>>(new EntityVersions(declared, live) { Summary = VersionWords.Summary(declared, live) });
    }

    /// <summary>The annotation, else the newest release or tag of the repository: of the one that an annotation names, else of the one that the descriptor lies in.</summary>
    private DeclaredVersion? DeclaredOf(CatalogEntity entity)
    {
        if (entity.Annotations.TryGetValue(Annotation, out var written) && written.Trim() is { Length: > 0 and <= RepositoryVersion.VersionMaxLength } text)
        {
            return new(text, "annotation", null, null, SourceView.Of(entity, ingest.Locations) is [var source, ..] ? source.LastSeenAt : default);
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

    private static VersionStanding Standing(string live, string? declared)
        => declared is null ? VersionStanding.Unknown
            : live == declared ? VersionStanding.Same
            : SemanticVersion.Parse(live) is { } running && SemanticVersion.Parse(declared) is { } wanted ? running.CompareTo(wanted) switch { < 0 => VersionStanding.Behind, > 0 => VersionStanding.Ahead, _ => VersionStanding.Same }
            : VersionStanding.Unknown;
}

using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>The page of an entity that was in the catalog and is not any more.</summary>
/// <param name="Removed">How it can be brought back; null when it no longer can.</param>
public sealed record GoneEntity(string Ref, RemovedEntity? Removed, EntityHistory History)
{
    /// <summary>It was decommissioned: taking that back restores more than the entry.</summary>
    public bool IsDecommissioned { get; init; }
}

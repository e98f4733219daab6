using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What a service was made from, whether a newer version is there, and how its last upgrade and its decommission stand. From memory.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetServiceLineage(string Ref) : IQuery<ServiceOrigin>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Template">Null when the portal does not know what it was made from.</param>
/// <param name="State">current, behind, unknown, gone.</param>
/// <param name="Newest">The newer version's number; null when there is none, or it has no number.</param>
/// <param name="MayChange">Whether the caller may upgrade and decommission it.</param>
public sealed record ServiceOrigin(
    string Service, string? Template, string? TemplateTitle, string? Version, string? Hash, string? Repository, string? State, string? Newest, int VersionsBehind, string? Why, string? RunId, DateTimeOffset? CreatedAt, UpgradeView? Upgrade,
    RetiredView? Decommission, [property: JsonIgnore] Decision MayChange)
{
    public JsonObject? Values { get; init; }
}

/// <summary>An upgrade as page and API show it.</summary>
/// <param name="State">queued, running, waiting until something is open; open, merged, closed, nothing, failed.</param>
public sealed record UpgradeView(string RunId, string? Batch, string State, string? FromVersion, string? ToVersion, string Branch, string? Url, int Conflicts, int Changes, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt)
{
    internal static UpgradeView? Of(UpgradeEntry? u)
        => u is null ? null : new(u.RunId, u.Batch, u.Word, u.FromVersion, u.ToVersion, u.Branch, u.Url, u.Conflicts, u.Changes, u.RequestedBy, u.RequestedAt, u.EndedAt);
}

/// <summary>A decommission as page and API show it.</summary>
/// <param name="State">queued, running, waiting, failed, cancelled while it goes on; decommissioned; restoring.</param>
public sealed record RetiredView(string RunId, string State, string Reason, string? OverrideReason, string? Repository, string? ManifestsUrl, string RequestedBy, string RequestedByName, DateTimeOffset RequestedAt, DateTimeOffset RestorableUntil, bool MayRestore)
{
    internal static RetiredView Of(RetiredEntry r, bool mayRestore)
        => new(r.RunId, r.Word, r.Reason, r.OverrideReason, r.Repository, r.ManifestsUrl, r.RequestedBy, r.RequestedByName, r.RequestedAt, r.RequestedAt + Tombstones.Kept, mayRestore);
}

internal sealed class GetServiceLineageHandler(ServiceOrigins origins) : IQueryHandler<GetServiceLineage, ServiceOrigin>
{
    public Task<Result<ServiceOrigin>> Handle(GetServiceLineage query, CancellationToken cancellationToken)
        => Task.FromResult<Result<ServiceOrigin>>(EntityRef.TryParse(query.Ref, out var reference) ? origins.Of(reference.ToString()) : CatalogErrors.BadRef(query.Ref));
}

/// <summary>Puts together what is known of one service, for whoever asks.</summary>
internal sealed class ServiceOrigins(LineageStore store, ITemplateSource templates, IAccess access, ICurrentUser user)
{
    public ServiceOrigin Of(string entity)
    {
        var view = store.Current;
        var may = access.Decide(user.Actor!, new(Permissions.ScaffoldRun, Entity: entity));
        var retired = Retired(view.RetiredOf(entity));
        if (view.Of(entity) is not { } entry)
        {
            return new ServiceOrigin(entity, null, null, null, null, null, null, null, 0, null, null, null, null, retired, may);
        }

        var current = EntityRef.TryParse(entry.Template, out var template) ? templates.Find(template) : null;
        var standing = view.StandingOf(entry, current);
        return new ServiceOrigin(
            entity, entry.Template, current?.Title ?? view.Kept(entry.Hash)?.Title ?? template.Name, entry.Version, entry.Hash, entry.Repository, RunView.Word(standing.Word), standing.Newest, standing.VersionsBehind, standing.Why, entry.RunId,
            entry.CreatedAt, UpgradeView.Of(view.LastUpgradeOf(entity)), retired, may)
        {
            Values = entry.Values(),
        };
    }

    /// <summary>The entity is gone by now, so its team is asked of the decommission itself.</summary>
    private RetiredView? Retired(RetiredEntry? entry)
        => entry is null ? null : RetiredView.Of(entry, entry.RequestedBy == user.Actor!.Ref || entry.OwnerGroup is null || access.Decide(user.Actor!, new(Permissions.ScaffoldRun, Group: entry.OwnerGroup)).Allowed);
}

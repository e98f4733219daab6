using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>How sure ownership is: what is overdue, unconfirmed or unowned; the caller's own first, then the longest overdue.</summary>
/// <param name="State">verified, expired, unverified or unowned; null for all but the verified.</param>
public sealed record ListOwnership(string? State = null) : IQuery<OwnershipList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Counts">Entities by state.</param>
/// <param name="Items">At most 500.</param>
public sealed record OwnershipList(IReadOnlyDictionary<string, int> Counts, IReadOnlyList<OwnershipRow> Items, int Total, string? State, DateTimeOffset? AsOf);

public sealed record OwnershipRow(string Entity, string Name, string Kind, Verification Verification, bool MayConfirm, bool IsMine)
{
    /// <summary>Display name of the owner, or its ref where the catalog has no such entity; null for none.</summary>
    public string? OwnerName { get; init; }

    /// <summary>Display name of who confirmed; null for nobody.</summary>
    public string? ConfirmedByName { get; init; }
}

internal sealed class ListOwnershipHandler(ICatalog catalog, ICurrentUser user, IAccess access, OwnershipStore store) : IQueryHandler<ListOwnership, OwnershipList>
{
    private const int Most = 500;
    private static readonly string[] States = ["verified", "expired", "unverified", "unowned"];

    public Task<Result<OwnershipList>> Handle(ListOwnership query, CancellationToken cancellationToken)
    {
        if (query.State is { } asked && !States.Contains(asked, StringComparer.Ordinal))
        {
            return Task.FromResult<Result<OwnershipList>>(Invalid.Field("state", $"'{asked}' is no state. One of {string.Join(", ", States)}."));
        }

        var graph = catalog.Current;
        var all = graph.Entities.Where(e => e.Ref.Kind is "component" or "api" or "resource" or "system" or "domain" && !Discovered.Is(e)).Select(e => (Entity: e, Verification: store.Of(graph, e.Ref))).ToList();
        var actor = user.Actor!;
        var wanted = all.Where(e => query.State is null ? e.Verification.State != "verified" : e.Verification.State == query.State)
            .Select(e => (e.Entity, e.Verification, IsMine: e.Verification.Owner is { } owner && (actor.Groups.Contains(owner, StringComparer.OrdinalIgnoreCase) || owner == actor.UserRef)))
            .OrderByDescending(e => e.IsMine).ThenBy(e => e.Verification.State, StringComparer.Ordinal).ThenBy(e => e.Verification.ExpiresAt).ToList();
        return Task.FromResult<Result<OwnershipList>>(new OwnershipList(
            States.ToDictionary(s => s, s => all.Count(e => e.Verification.State == s), StringComparer.Ordinal),
            [.. wanted.Take(Most).Select(e => new OwnershipRow(e.Entity.Ref.ToString(), e.Entity.DisplayName, e.Entity.Kind, e.Verification, e.Verification.Owner is not null && access.Decide(actor, new(Permissions.CatalogEdit, e.Entity.Ref.ToString())).Allowed, e.IsMine)
            {
                OwnerName = NameOf(graph, e.Verification.Owner),
                ConfirmedByName = NameOf(graph, e.Verification.ConfirmedBy),
            })],
            wanted.Count, query.State, store.ReadAt));
    }

    private static string? NameOf(CatalogGraph graph, string? reference)
        => EntityRef.TryParse(reference, out var found) && graph.Find(found) is { } entity ? People.NameOf(entity) : reference;
}

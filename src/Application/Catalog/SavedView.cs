using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>A filtered list of the catalog under a name: of one person, or of a team.</summary>
public sealed class SavedView
{
    public const int NameMaxLength = 64;
    public const int QueryMaxLength = 2000;
    public const int OwnerMaxLength = 256;

    public Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Query string of the list, without the question mark: filter, sort and columns.</summary>
    public required string Query { get; set; }

    /// <summary>Ref of the person, or of the group that shares it.</summary>
    public required string Owner { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    public bool IsTeams => Owner.StartsWith("group:", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Saved views in memory: a page that lists them does not wait for the database.</summary>
public interface ISavedViews
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<SavedViewRow> All { get; }

    /// <summary>Reads them anew, after a change here or at another replica.</summary>
    Task ReloadAsync(CancellationToken ct);
}

/// <summary>A saved view as lists show it.</summary>
/// <param name="Owner">Ref of a person or group.</param>
public sealed record SavedViewRow(Guid Id, string Name, string Query, string Owner, string CreatedBy, DateTimeOffset CreatedAt)
{
    public bool IsTeams => Owner.StartsWith("group:", StringComparison.OrdinalIgnoreCase);

    internal static SavedViewRow Of(SavedView view) => new(view.Id, view.Name, view.Query, view.Owner, view.CreatedBy, view.CreatedAt);

    /// <summary>One's own, and those of one's teams.</summary>
    internal bool IsFor(Actor actor) => string.Equals(Owner, actor.Ref, StringComparison.OrdinalIgnoreCase) || actor.Groups.Contains(Owner, StringComparer.OrdinalIgnoreCase);
}

internal static class SavedViewErrors
{
    public static NotFound Unknown(Guid id) => new("catalog.no_view", $"There is no saved view {id} of yours or of your teams. The catalog shows those there are.");

    public static Conflict NameTaken(string name, string owner) => new("catalog.view_name_taken", $"{owner} has a saved view named '{name}' already. Take another name, or delete that one first.");

    public static Conflict Changed(string name) => new("catalog.view_changed", $"Somebody else changed the saved view '{name}' meanwhile. Open the catalog again and repeat.");
}

/// <summary>Whether a person may change a saved view that exists.</summary>
internal static class SavedViewAccess
{
    /// <returns>Null when the actor may; one who may not even see it learns only that it is unknown.</returns>
    public static Failure? Refusal(IAccess access, Actor actor, SavedView view)
        => string.Equals(view.Owner, actor.Ref, StringComparison.OrdinalIgnoreCase) ? null
            : !view.IsTeams ? SavedViewErrors.Unknown(view.Id)
            : access.Decide(actor, new(Permissions.CatalogEdit, Group: view.Owner)) is { Allowed: false } refused ? new Forbidden("access.denied", refused.Reason) : null;
}

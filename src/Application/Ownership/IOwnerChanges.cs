using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Ownership;

/// <summary>Writes an owner into the descriptor of an entity by a pull request, where the portal may change its repository.</summary>
public interface IOwnerChanges
{
    /// <summary>Opens it, or finds it open.</summary>
    /// <param name="evidence">Why this owner, in words.</param>
    /// <param name="actorName">Who accepted it.</param>
    Task<OwnerChange> OpenAsync(CatalogEntity entity, EntityRef owner, IReadOnlyList<string> evidence, string actorName, CancellationToken ct);

    /// <summary>Takes it back, unless it was merged.</summary>
    Task<OwnerChange> WithdrawAsync(CatalogEntity entity, string branch, CancellationToken ct);
}

/// <summary>What has become of it.</summary>
/// <param name="Branch">Null: there is no pull request.</param>
/// <param name="Url">Page of the pull request; null where the server has none.</param>
/// <param name="Words">What to do next, or why there is none.</param>
public sealed record OwnerChange(string? Branch, string? Url, string Words);

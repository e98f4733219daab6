using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>A list of related entities in a panel of its own; left out when it is empty.</summary>
/// <param name="Class">Its place in the order of a narrow page: second, third or last.</param>
public sealed record RelatedPanel(string Title, string Hint, IReadOnlyList<RelatedEntity> Items, string? Class = null)
{
    /// <summary>Longer lists fold.</summary>
    public const int Shown = 12;

    public string Id { get; } = "rel-" + Title.ToLowerInvariant().Replace(' ', '-');
}

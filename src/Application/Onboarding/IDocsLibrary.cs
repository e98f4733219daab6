namespace Portal.Application.Onboarding;

/// <summary>A Markdown page, rendered; raw HTML in it is shown as text.</summary>
/// <param name="Slug">Path below /docs.</param>
/// <param name="ModifiedAt">When the file changed last.</param>
public sealed record DocPage(string Slug, string Title, string Html, DateTimeOffset ModifiedAt);

/// <summary>A step of the onboarding checklist.</summary>
public sealed record ChecklistStep(string Id, string Title, string Why, string Link);

/// <summary>The organisation's Markdown and checklist, and the portal's own guide; read from disk, kept until a file changes.</summary>
public interface IDocsLibrary
{
    IReadOnlyList<DocPage> All();

    DocPage? Find(string slug);

    IReadOnlyList<ChecklistStep> Checklist();
}

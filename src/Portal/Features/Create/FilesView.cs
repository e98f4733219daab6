using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>Rendered files beside their tree.</summary>
/// <param name="Files">All of them.</param>
/// <param name="Shown">The one that is open, or null when there is none.</param>
/// <param name="Marks">Texts to mark: the answers.</param>
/// <param name="Url">Address of the page up to the value that names a file.</param>
public sealed record FilesView(IReadOnlyList<PreviewFile> Files, PreviewFile? Shown, IReadOnlyList<string> Marks, string Url);

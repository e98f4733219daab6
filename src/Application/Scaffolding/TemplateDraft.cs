using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>Folders for texts of templates that are not saved anywhere.</summary>
public interface ITemplateDrafts
{
    /// <summary>Text of a template at hand, or null when its file is gone.</summary>
    string? TextOf(ScaffoldTemplate template);

    /// <summary>A folder with the files of a template at hand, overlaid with pasted ones.</summary>
    /// <param name="basis">Whose files, or null for none.</param>
    /// <param name="files">YAML: a path and its content for each file; blank for none.</param>
    /// <returns>The folder, or why the pasted files cannot be used.</returns>
    Result<TemplateDraft> Open(ScaffoldTemplate? basis, string files);
}

/// <summary>A folder while a draft is looked at; a folder made for it goes with it.</summary>
/// <param name="Folder">Where relative files are looked for.</param>
/// <param name="Root">Which they may not leave.</param>
/// <param name="Discard">Removes what was made.</param>
public sealed record TemplateDraft(string Folder, string Root, Action Discard) : IDisposable
{
    public void Dispose() => Discard();
}

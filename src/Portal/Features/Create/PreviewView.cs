using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>What will happen, and one of the files.</summary>
public sealed record PreviewView(TemplateForm Form, RunView Run, IReadOnlyList<KeyValuePair<string, string>> Given, string? File)
{
    /// <summary>Query key of the shown file.</summary>
    public const string FileInput = "_file";

    public PreviewFile? Shown => Run.Files!.FirstOrDefault(f => f.Path == File)
        ?? Run.Files!.FirstOrDefault(f => f.Path == "catalog-info.yaml") ?? (Run.Files!.Count > 0 ? Run.Files[0] : null);

    public string Query => string.Join('&', Given.Select(g => $"{Uri.EscapeDataString(g.Key)}={Uri.EscapeDataString(g.Value)}"));
}

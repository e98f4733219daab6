using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>What will happen, and one of the files.</summary>
public sealed record PreviewView(TemplateForm Form, RunView Run, IReadOnlyList<KeyValuePair<string, string>> Given, string? File)
{
    /// <summary>Query key of the shown file.</summary>
    public const string FileInput = "_file";

    public PreviewFile? Shown => Run.Files!.FirstOrDefault(f => f.Path == File)
        ?? Run.Files!.FirstOrDefault(f => f.Path == "catalog-info.yaml") ?? (Run.Files!.Count > 0 ? Run.Files[0] : null);

    /// <summary>The answers as people read them; what a template hides from review or masks stays so.</summary>
    public IReadOnlyList<(string Title, string Text)> Answers => AnswerWords.Of(Form.Pages);

    /// <summary>Input that says which commit of a repository was shown: key=commit.</summary>
    public const string SourceInput = "_source";

    /// <summary>The draft that holds the answers; null where a link brought them.</summary>
    public string? Draft { get; init; }

    /// <summary>What leads to this form and preview again.</summary>
    public string Query => Draft is { Length: > 0 } draft ? $"{FormView.DraftInput}={Uri.EscapeDataString(draft)}" : LinkQuery;

    /// <summary>What the preview has shown, as the start is told; null when the form did not come from a preview.</summary>
    public static Dictionary<string, string>? SourcesOf(IReadOnlyDictionary<string, IReadOnlyList<string>> sent)
        => sent.GetValueOrDefault(SourceInput)?.Select(s => (Text: s, At: s.LastIndexOf('=')))
            .Where(s => s.At > 0).GroupBy(s => s.Text[..s.At], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Text[(g.First().At + 1)..], StringComparer.Ordinal);

    private string LinkQuery => string.Join('&', Given.Select(g => $"{Uri.EscapeDataString(g.Key)}={Uri.EscapeDataString(g.Value)}"));
}

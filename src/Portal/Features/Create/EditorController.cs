using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>Writing a template: its text beside what is wrong with it, the form as it will look, and what sample answers lead to. Saves nothing.</summary>
[Route("create/editor")]
[FormPosts]
public sealed class EditorController(IMediator mediator) : Controller
{
    private const int MaxBytes = 4 * 1024 * 1024;

    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] string? template, CancellationToken ct)
        => (await mediator.Send(new CheckTemplate(null, template, "", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), Sample: false), ct))
            .Match(check => View("Editor", new EditorView(check, template, "", null)), failure => failure.ToPage(this));

    /// <summary>Checks what was written. A post because of its length; it changes nothing.</summary>
    [HttpPost]
    [RequestSizeLimit(MaxBytes)]
    [RequestFormLimits(ValueLengthLimit = MaxBytes)]
    public async Task<IActionResult> Check(CancellationToken ct)
    {
        var form = Request.HasFormContentType ? Request.Form : FormCollection.Empty;
        var sent = form.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Value.Select(v => v ?? "")], StringComparer.Ordinal);
        string? basis = form[EditorView.BasisInput], files = form[EditorView.FilesInput];
        var checkedText = await mediator.Send(new CheckTemplate(((string?)form[EditorView.TextInput] ?? "").ReplaceLineEndings("\n"), basis, files ?? "", sent, form[FormAnswers.ActionInput] == EditorView.SampleAction), ct);
        return checkedText.Match(check => View("Editor", new EditorView(check, basis, files ?? "", form[PreviewView.FileInput])), failure => failure.ToPage(this));
    }
}

/// <summary>The editor's page.</summary>
/// <param name="Check">What was found.</param>
/// <param name="Basis">Ref of the template whose files stand beside it, or null.</param>
/// <param name="Files">Further files as pasted.</param>
/// <param name="File">Path of the shown file, or null.</param>
public sealed record EditorView(TemplateCheck Check, string? Basis, string Files, string? File)
{
    public const string TextInput = "_text";
    public const string BasisInput = "_basis";
    public const string FilesInput = "_files";
    public const string SampleAction = "sample";

    public FormView? Form => Check.Form is null ? null : new FormView(Check.Form, Check.Refused) { Address = "/create/editor" };

    public PreviewFile? Shown => Check.Trial is not { } trial ? null : trial.Files.FirstOrDefault(f => f.Path == File) ?? (trial.Files.Count > 0 ? trial.Files[0] : null);
}

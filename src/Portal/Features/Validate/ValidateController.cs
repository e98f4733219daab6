using System.Text;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Validate;

/// <summary>Checks a descriptor before it is committed: paste it or choose files, and read beside each line what is wrong with it.</summary>
[Route("validate")]
[FormPosts]
public sealed class ValidateController(IMediator mediator) : Controller
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private const string Pasted = "catalog-info.yaml";

    [HttpGet]
    public IActionResult Index() => View(new ValidatePage("", null, []));

    [HttpPost]
    [RequestSizeLimit(MaxBytes)]
    [RequestFormLimits(ValueLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes)]
    public async Task<IActionResult> Check([FromForm] ValidateForm form, CancellationToken ct)
    {
        List<DescriptorFile> files = [];
        if (!string.IsNullOrWhiteSpace(form.Text))
        {
            files.Add(new(Pasted, form.Text));
        }

        foreach (var file in form.Files?.Where(f => f.Length > 0) ?? [])
        {
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            files.Add(new(file.FileName, await reader.ReadToEndAsync(ct)));
        }

        if (files.Count == 0)
        {
            ModelState.AddModelError("text", "Paste a descriptor, or choose a file.");
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return View("Index", new ValidatePage(form.Text ?? "", null, []));
        }

        var report = await mediator.Send(new ValidateFiles(files), ct);
        if (report.Failure is { } refused)
        {
            refused.AddTo(ModelState);
            Response.StatusCode = refused.Status();
            return View("Index", new ValidatePage(form.Text ?? "", null, []));
        }

        return View("Index", new ValidatePage(form.Text ?? "", report.Value, files));
    }
}

/// <summary>What the form posts.</summary>
public sealed class ValidateForm
{
    public string? Text { get; set; }

    public IReadOnlyList<IFormFile>? Files { get; set; }
}

/// <summary>What the page shows.</summary>
/// <param name="Text">What was pasted.</param>
/// <param name="Report">Null before anything was checked.</param>
public sealed record ValidatePage(string Text, SetReport? Report, IReadOnlyList<DescriptorFile> Files)
{
    private const int Around = 3;
    private const int MaxLines = 1500;

    /// <summary>The lines of a file with what is to be said about each; of long files only those around a finding.</summary>
    public IReadOnlyList<CheckedLine> Lines(int file)
    {
        var findings = Report!.Files[file].Documents.SelectMany(d => d.Errors.Select(m => (Message: m, IsError: true)).Concat(d.Warnings.Select(m => (Message: m, IsError: false)))).ToLookup(f => Math.Max(f.Message.Line, 1));
        var lines = Files[file].Content.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var shown = new SortedSet<int>();
        if (lines.Length <= MaxLines)
        {
            shown.UnionWith(Enumerable.Range(1, lines.Length));
        }

        foreach (var line in findings.Select(f => Math.Min(f.Key, lines.Length)).Order().Take(MaxLines / ((2 * Around) + 1)))
        {
            shown.UnionWith(Enumerable.Range(Math.Max(1, line - Around), Math.Min(lines.Length, line + Around) - Math.Max(1, line - Around) + 1));
        }

        // What is said of the end of the text stands at its last line.
        return [.. shown.Select(n => new CheckedLine(n, lines[n - 1], [.. (n < lines.Length ? findings[n] : findings.Where(f => f.Key >= n).SelectMany(f => f)).Select(f => new LineFinding(f.Message, f.IsError))]))];
    }

    public int Errors => Report!.Files.Sum(f => f.Documents.Sum(d => d.Errors.Count));

    public int Documents => Report!.Files.Sum(f => f.Documents.Count);
}

public sealed record CheckedLine(int Number, string Text, IReadOnlyList<LineFinding> Findings);

public sealed record LineFinding(DescriptorMessage Message, bool IsError);

using System.Reflection;
using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Web.Features.Validate;

/// <summary>Checks descriptors for a pull request: one text, or several files together.</summary>
[ApiController]
[Route("api/v1/validate")]
public sealed class ValidateApiController(IMediator mediator) : ControllerBase
{
    private const int MaxBytes = 40 * 1024 * 1024;

    /// <summary>
    /// The descriptor's text as the body; or JSON <c>{"files":[{"path","content"}]}</c>, or multipart/form-data with files. <c>?format=sarif</c> or
    /// <c>Accept: application/sarif+json</c> answers SARIF.
    /// </summary>
    [HttpPost]
    [RawBody]
    [RequestSizeLimit(MaxBytes)]
    [RequestFormLimits(MultipartBodyLengthLimit = MaxBytes)]
    public async Task<IActionResult> Validate(string? format, CancellationToken ct)
    {
        if (Request.HasFormContentType && Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return await AnswerAsync(await FormAsync(ct), format, ct);
        }

        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(ct);
        if (FilesOf(text) is { } several)
        {
            return await AnswerAsync(several, format, ct);
        }

        if (WantsSarif(format))
        {
            return string.IsNullOrWhiteSpace(text) ? Invalid.Field("text", "Send the descriptor's text as the body.").ToProblem() : await AnswerAsync(Result<IReadOnlyList<DescriptorFile>>.Of([new("catalog-info.yaml", text)]), format, ct);
        }

        return (await mediator.Send(new ValidateDescriptor(text), ct)).ToJson();
    }

    /// <summary>Which of the refs are not in the catalog: <c>{"refs":[...]}</c> to <c>{"missing":[...]}</c>.</summary>
    [HttpPost("refs")]
    public async Task<IActionResult> Refs(RefsQuestion question, CancellationToken ct)
        => (await mediator.Send(new FindMissingEntities(question.Refs ?? []), ct)).ToJson();

    private async Task<Result<IReadOnlyList<DescriptorFile>>> FormAsync(CancellationToken ct)
    {
        try
        {
            List<DescriptorFile> files = [];
            foreach (var file in (await Request.ReadFormAsync(ct)).Files)
            {
                using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
                files.Add(new(file.FileName, await reader.ReadToEndAsync(ct)));
            }

            return Result<IReadOnlyList<DescriptorFile>>.Of(files);
        }
        catch (Exception ex) when (ex is InvalidDataException or IOException)
        {
            return Invalid.Field("files", $"The form could not be read: {ex.Message} Send each file as a part with a file name.");
        }
    }

    // A descriptor may be JSON, too: only an object with files is a set.
    private static Result<IReadOnlyList<DescriptorFile>>? FilesOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            if (!json.RootElement.TryGetProperty("files", out var files) || json.RootElement.TryGetProperty("kind", out _))
            {
                return null;
            }

            return files.ValueKind == JsonValueKind.Array && files.EnumerateArray().All(IsFile)
                ? Result<IReadOnlyList<DescriptorFile>>.Of([.. files.EnumerateArray().Select(f => new DescriptorFile(f.GetProperty("path").GetString()!, f.GetProperty("content").GetString()!))])
                : Invalid.Field("files", "Send files as a list of {\"path\":\"catalog-info.yaml\",\"content\":\"...\"}.");
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return null; // YAML in flow style, or JSON that is not whole: the reader says where
        }
    }

    private static bool IsFile(JsonElement file)
        => file.ValueKind == JsonValueKind.Object && file.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String
            && file.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String;

    private async Task<IActionResult> AnswerAsync(Result<IReadOnlyList<DescriptorFile>> files, string? format, CancellationToken ct)
        => (files.Failure is { } unreadable ? unreadable : await mediator.Send(new ValidateFiles(files.Value), ct)).Match(
            report => WantsSarif(format) ? Content(SarifReport.Of(report, $"{Request.Scheme}://{Request.Host}", Version), SarifReport.ContentType) : Ok(report),
            failure => failure.ToProblem());

    private bool WantsSarif(string? format)
        => string.Equals(format, "sarif", StringComparison.OrdinalIgnoreCase) || Request.Headers.Accept.Any(a => a?.Contains(SarifReport.ContentType, StringComparison.OrdinalIgnoreCase) == true);

    private static string Version { get; } = typeof(ValidateApiController).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";
}

/// <summary>Body of a question for refs.</summary>
public sealed record RefsQuestion(IReadOnlyList<string>? Refs);

using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>One field for any clue. GET, so that an answer can be sent to somebody; long texts are posted.</summary>
[Route("who-owns")]
[FormPosts]
public sealed class WhoOwnsController(IMediator mediator, TimeProvider clock) : Controller
{
    // What browsers, proxies and chats carry without cutting it.
    private const int LongestAddress = 1_500;

    [HttpGet]
    public Task<IActionResult> Index(string? q, CancellationToken ct) => Answer(q, ct);

    [HttpPost]
    [RequestSizeLimit(4_000_000)]
    [RequestFormLimits(ValueLengthLimit = 3_000_000)]
    public async Task<IActionResult> Ask([FromForm] string? q, CancellationToken ct)
        => q is { Length: > 0 and <= LongestAddress } && !string.IsNullOrWhiteSpace(q) ? RedirectToAction(nameof(Index), new { q }) : await Answer(q, ct);

    private async Task<IActionResult> Answer(string? q, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(q))
        {
            var examples = await mediator.Send(new GetClueExamples(), ct);
            return View("Index", new WhoOwnsPage("", null, null) { Examples = examples.Match(found => found, _ => []) });
        }

        var began = clock.GetTimestamp();
        var answer = await mediator.Send(new FindOwner(q), ct);
        var took = clock.GetElapsedTime(began);
        if (answer.Failure is { } failure)
        {
            return failure is Invalid ? View("Index", new WhoOwnsPage(q, null, failure.Message)) : failure.ToPage(this);
        }

        var page = new WhoOwnsPage(q, answer.Value, null) { Took = took };
        return View("Index", answer.Value.Matches is [{ Owner: null } best, ..] ? page with { EditUrl = await EditUrlAsync(best.Service, ct) } : page);
    }

    private async Task<string?> EditUrlAsync(string service, CancellationToken ct)
        => SafeUrl.Of((await mediator.Send(new GetSourceLinks(service), ct)).Match(links => links.EditUrl, _ => null));
}

/// <summary>What the page shows.</summary>
public sealed record WhoOwnsPage(string Query, OwnerAnswer? Answer, string? Error)
{
    /// <summary>Where a clue that begins like JSON stops being it; null for every other clue. A payload that was cut while copying is the usual reason why nothing was found.</summary>
    public string? BrokenJson
    {
        get
        {
            if (Query.TrimStart() is not ['{' or '[', ..])
            {
                return null;
            }

            try
            {
                using var whole = JsonDocument.Parse(Query, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                return null;
            }
            catch (JsonException broken)
            {
                return $"breaks off or cannot be read at line {(broken.LineNumber ?? 0) + 1}, character {(broken.BytePositionInLine ?? 0) + 1}";
            }
        }
    }

    /// <summary>What somebody may try.</summary>
    public IReadOnlyList<ClueExample> Examples { get; init; } = [];

    /// <summary>How long finding the answer took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Where the descriptor of an entity without an owner can be edited; null where that is not known.</summary>
    public string? EditUrl { get; init; }

    /// <summary>The clue as a shell word, where it is short enough to be typed.</summary>
    public string? Command => Query.Length > 80 || Query.AsSpan().IndexOfAny("\n\r'") >= 0 ? null : Query.All(c => char.IsAsciiLetterOrDigit(c) || "-._/:@=".Contains(c, StringComparison.Ordinal)) ? $"portal who-owns {Query}" : $"portal who-owns '{Query}'";
}

/// <summary>The resolver over the API.</summary>
[ApiController]
[Route("api/v1/who-owns")]
public sealed class WhoOwnsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string? q, CancellationToken ct) => (await mediator.Send(new FindOwner(q ?? ""), ct)).ToJson();

    /// <summary>The body is the clue: an alert as JSON, a log line, a stack trace; any content type.</summary>
    [HttpPost]
    [RawBody]
    [RequestSizeLimit(4_000_000)]
    public async Task<IActionResult> Post(CancellationToken ct)
    {
        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        return (await mediator.Send(new FindOwner(await reader.ReadToEndAsync(ct)), ct)).ToJson();
    }
}

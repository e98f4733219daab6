using System.Text;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>One field for any clue. GET, so that an answer can be sent to somebody; long texts are posted.</summary>
[Route("who-owns")]
[FormPosts]
public sealed class WhoOwnsController(IMediator mediator) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index(string? q, CancellationToken ct) => Answer(q, ct);

    [HttpPost]
    public Task<IActionResult> Ask([FromForm] string? q, CancellationToken ct) => Answer(q, ct);

    private async Task<IActionResult> Answer(string? q, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(q))
        {
            return View("Index", new WhoOwnsPage("", null, null));
        }

        var answer = await mediator.Send(new FindOwner(q), ct);
        return answer.Match(
            found => View("Index", new WhoOwnsPage(q, found, null)),
            failure => failure is Application.Common.Invalid ? View("Index", new WhoOwnsPage(q, null, failure.Message)) : failure.ToPage(this));
    }
}

/// <summary>What the page shows.</summary>
public sealed record WhoOwnsPage(string Query, OwnerAnswer? Answer, string? Error);

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
    [RequestSizeLimit(1_000_000)]
    public async Task<IActionResult> Post(CancellationToken ct)
    {
        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        return (await mediator.Send(new FindOwner(await reader.ReadToEndAsync(ct)), ct)).ToJson();
    }
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Runs;

/// <summary>Creation over the API.</summary>
[ApiController]
[Route("api/v1/scaffold-runs")]
public sealed class ScaffoldRunsApiController(IMediator mediator, RunEvents events) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List([FromQuery] ListScaffoldRuns query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    [HttpGet("{id}")]
    public async Task<IActionResult> Show(string id, CancellationToken ct) => (await mediator.Send(new GetScaffoldRun(id), ct)).ToJson();

    /// <summary>201 with the run; 200 with files and effects for a dry run.</summary>
    [HttpPost]
    public async Task<IActionResult> Start(StartRequest body, CancellationToken ct)
    {
        var values = body.Values ?? [];
        if (body.DryRun)
        {
            return (await mediator.Send(new PreviewScaffold(body.Template ?? "", values), ct)).ToJson();
        }

        var started = await mediator.Send(new StartScaffoldRun(body.Template ?? "", values) { Sources = body.Sources }, ct);
        return started.Match(run => Created(new Uri($"/api/v1/scaffold-runs/{run.Id}", UriKind.Relative), run), failure => failure.ToProblem());
    }

    [HttpPost("{id}/cancel")]
    public async Task<IActionResult> Cancel(string id, CancellationToken ct) => await AfterAsync((await mediator.Send(new CancelRun(id), ct)).Failure, id, ct);

    [HttpPost("{id}/retry")]
    public async Task<IActionResult> Retry(string id, CancellationToken ct) => await AfterAsync((await mediator.Send(new RetryRun(id), ct)).Failure, id, ct);

    [HttpPost("{id}/cleanup")]
    public async Task<IActionResult> Cleanup(string id, CancellationToken ct) => await AfterAsync((await mediator.Send(new CleanupRun(id), ct)).Failure, id, ct);

    /// <summary>A policy's question answered with yes; with the last one the run begins.</summary>
    [HttpPost("{id}/approve")]
    public async Task<IActionResult> Approve(string id, DecisionRequest? body, CancellationToken ct) => await AfterAsync((await mediator.Send(new DecideRun(id, Approve: true, body?.Reason), ct)).Failure, id, ct);

    /// <summary>Answered with no: the run is over.</summary>
    [HttpPost("{id}/reject")]
    public async Task<IActionResult> Reject(string id, DecisionRequest? body, CancellationToken ct) => await AfterAsync((await mediator.Send(new DecideRun(id, Approve: false, body?.Reason), ct)).Failure, id, ct);

    /// <summary>The log as a stream: resumes after Last-Event-ID, ends with the run.</summary>
    [HttpGet("{id}/events")]
    public async Task<IActionResult> Events(string id, CancellationToken ct)
    {
        var after = long.TryParse(Request.Headers["Last-Event-ID"], System.Globalization.CultureInfo.InvariantCulture, out var last) ? last : 0;
        var found = await mediator.Send(new GetRunLog(id, after, 1), ct);
        if (found.Failure is { } failure)
        {
            return failure.ToProblem();
        }

        Response.Headers.CacheControl = "no-store";
        await TypedResults.ServerSentEvents(events.FollowAsync(id, after, ct)).ExecuteAsync(HttpContext);
        return new EmptyResult();
    }

    private async Task<IActionResult> AfterAsync(Application.Common.Failure? failure, string id, CancellationToken ct)
        => failure is null ? (await mediator.Send(new GetScaffoldRun(id), ct)).ToJson() : failure.ToProblem();
}

/// <summary>What an approver posts.</summary>
/// <param name="Reason">In the approver's words; needed for a no.</param>
public sealed record DecisionRequest(string? Reason);

/// <summary>What a caller posts.</summary>
/// <param name="Template">template:default/aspnet-service</param>
/// <param name="Values">Answers by parameter.</param>
/// <param name="DryRun">Answers files and effects; nothing is made.</param>
/// <param name="Sources">As a dry run has answered them: the start is refused where a repository has moved on since.</param>
public sealed record StartRequest(string? Template, [property: JsonConverter(typeof(AnswersConverter))] JsonObject? Values, bool DryRun = false, IReadOnlyDictionary<string, string>? Sources = null);

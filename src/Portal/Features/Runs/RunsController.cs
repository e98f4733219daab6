using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Runs;

/// <summary>Runs, and one run as it goes on.</summary>
[Route("runs")]
[FormPosts]
[RefuseUnbound]
public sealed class RunsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListScaffoldRuns query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(page => View(new RunsView(query, page)), failure => failure.ToPage(this));

    [HttpGet("{id}")]
    public async Task<IActionResult> Show(string id, CancellationToken ct)
    {
        // The log is read after the run: what the run's state says, the log tells too.
        var run = await mediator.Send(new GetScaffoldRun(id), ct);
        var log = await mediator.Send(new GetRunLog(id, 0, 5000), ct);
        return run.Match(r => View(new RunPageView(r, log.Match(l => l.Lines, _ => []))), failure => failure.ToPage(this));
    }

    [HttpPost("{id}/cancel")]
    public async Task<IActionResult> Cancel(string id, CancellationToken ct) => After(await mediator.Send(new CancelRun(id), ct), id);

    [HttpPost("{id}/retry")]
    public async Task<IActionResult> Retry(string id, CancellationToken ct) => After(await mediator.Send(new RetryRun(id), ct), id);

    [HttpPost("{id}/cleanup")]
    public async Task<IActionResult> Cleanup(string id, CancellationToken ct) => After(await mediator.Send(new CleanupRun(id), ct), id);

    [HttpPost("{id}/approve")]
    public async Task<IActionResult> Approve(string id, string? reason, CancellationToken ct) => After(await mediator.Send(new DecideRun(id, Approve: true, reason), ct), id);

    [HttpPost("{id}/reject")]
    public async Task<IActionResult> Reject(string id, string? reason, CancellationToken ct) => After(await mediator.Send(new DecideRun(id, Approve: false, reason), ct), id);

    private IActionResult After(Result<Done> result, string id) => result.Match(_ => LocalRedirect($"/runs/{Uri.EscapeDataString(id)}"), failure => failure.ToPage(this));
}

public sealed record RunsView(ListScaffoldRuns Query, RunPage Page);

public sealed record RunPageView(RunView Run, IReadOnlyList<LogLine> Log);

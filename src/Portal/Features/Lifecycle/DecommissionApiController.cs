using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding.Decommission;

namespace Portal.Web.Features.Lifecycle;

/// <summary>The same over the API.</summary>
[ApiController]
[Route("api/v1/services/{namespace}/{name}")]
public sealed class DecommissionApiController(IMediator mediator) : ControllerBase
{
    /// <summary>202 with the run; 200 with the plan for a dry run.</summary>
    [HttpPost("decommission")]
    public async Task<IActionResult> Decommission(string @namespace, string name, DecommissionRequest body, CancellationToken ct)
        => body.DryRun ? (await mediator.Send(new PreviewDecommission(@namespace, name), ct)).ToJson()
            : (await mediator.Send(new DecommissionService(@namespace, name, body.Reason ?? "", body.Override), ct)).Match<IActionResult>(run => Accepted($"/api/v1/scaffold-runs/{run.Id}", run), failure => failure.ToProblem());

    [HttpPost("restore")]
    public async Task<IActionResult> Restore(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new RestoreService(@namespace, name), ct)).Match<IActionResult>(run => Accepted($"/api/v1/scaffold-runs/{run.Id}", run), failure => failure.ToProblem());
}

/// <param name="Override">Although something depends on it or still runs; platform engineers only.</param>
public sealed record DecommissionRequest(string? Reason, bool DryRun = false, bool Override = false);

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>Live state over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class DeploymentsApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Deployments that belong to services, worst first.</summary>
    [HttpGet("deployments")]
    public async Task<IActionResult> List([FromQuery] ListDeployments filter, CancellationToken ct)
        => (await mediator.Send(filter, ct)).Match(found => Ok(new { items = found.Items, total = found.Items.Count }), failure => failure.ToProblem());

    /// <summary>One service: where it runs, and its pods. Clusters that are not live are named, because what they run may have changed.</summary>
    [HttpGet("services/{namespace}/{name}/deployments")]
    public async Task<IActionResult> OfService(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetServiceDeployments(@namespace, name), ct)).Match(found => Ok(new
        {
            found.Service,
            found.Health,
            items = found.Deployments.Select(d => d.Deployment),
            pods = found.Deployments.SelectMany(d => d.Pods),
            notLive = found.Unheard,
        }), failure => failure.ToProblem());

    /// <summary>Workloads as the clusters have them.</summary>
    [HttpGet("workloads")]
    public async Task<IActionResult> Workloads([FromQuery] ListWorkloads filter, CancellationToken ct)
        => (await mediator.Send(filter, ct)).Match(found => Ok(new { items = found.Items, total = found.Items.Count }), failure => failure.ToProblem());

    /// <summary>Says which service a workload belongs to.</summary>
    [HttpPost("workloads/claim")]
    public async Task<IActionResult> Claim(ClaimWorkload claim, CancellationToken ct) => (await mediator.Send(claim, ct)).ToJson();

    /// <summary>Who claimed what, and whether the claim counts.</summary>
    [HttpGet("workloads/claims")]
    public async Task<IActionResult> Claims([FromQuery] string? q, CancellationToken ct)
        => (await mediator.Send(new ListUnmatched(q), ct)).Match(found => Ok(new { items = found.Claims, total = found.Claims.Count }), failure => failure.ToProblem());

    /// <summary>Takes a claim back.</summary>
    [HttpDelete("workloads/claim")]
    public async Task<IActionResult> Revoke([FromQuery] RevokeClaim claim, CancellationToken ct) => (await mediator.Send(claim, ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());

    /// <summary>Services in production that no cluster runs, each with the likely reason and workloads that look like it.</summary>
    [HttpGet("services/unmatched")]
    public async Task<IActionResult> UnmatchedServices([FromQuery] string? q, CancellationToken ct)
        => (await mediator.Send(new ListUnmatched(q), ct)).Match(found => Ok(new { items = found.Services, total = found.Services.Count, notLive = found.Unheard }), failure => failure.ToProblem());

    /// <summary>Services and autoscalers of clusters that lead nowhere.</summary>
    [HttpGet("clusters/findings")]
    public async Task<IActionResult> Findings([FromQuery] string? q, CancellationToken ct)
        => (await mediator.Send(new ListUnmatched(q), ct)).Match(found => Ok(new { items = found.Nowhere, total = found.Nowhere.Count }), failure => failure.ToProblem());
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Discovery;

namespace Portal.Web.Features.Discovery;

/// <summary>Discovery and drift over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class DiscoveryApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Declared dependencies against observed ones.</summary>
    [HttpGet("drift")]
    public async Task<IActionResult> Drift([FromQuery] ListDrift query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>One service: drift, hosts that are no entity, and what could not be seen.</summary>
    [HttpGet("services/{namespace}/{name}/drift")]
    public async Task<IActionResult> DriftOf(string @namespace, string name, CancellationToken ct) => (await mediator.Send(new GetServiceDependencyDrift($"component:{@namespace}/{name}"), ct)).ToJson();

    /// <summary>Services that nobody declares.</summary>
    [HttpGet("discovered")]
    public async Task<IActionResult> Discovered([FromQuery] ListDiscovered query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>The descriptor that is proposed for one of them.</summary>
    [HttpGet("discovered/proposal")]
    public async Task<IActionResult> Proposal([FromQuery] PreviewPromotion query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>Opens the pull request that declares one.</summary>
    [HttpPost("discovered/promotions")]
    public async Task<IActionResult> Promote(PromoteDiscovered command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();
}

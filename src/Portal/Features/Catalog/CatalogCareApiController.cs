using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>What people decide about the catalog, over the API: names claimed twice, and what was removed.</summary>
[ApiController]
[Route("api/v1")]
public sealed class CatalogCareApiController(IMediator mediator) : ControllerBase
{
    [HttpGet("conflicts")]
    public async Task<IActionResult> Conflicts(CancellationToken ct) => (await mediator.Send(new ListConflicts(), ct)).ToJson();

    [HttpGet("conflicts/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Conflict(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetConflict($"{kind}:{@namespace}/{name}"), ct)).ToJson();

    [HttpPost("conflicts/choose")]
    public async Task<IActionResult> Choose(ChooseClaim command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();

    [HttpGet("removals")]
    public async Task<IActionResult> Removals(CancellationToken ct) => (await mediator.Send(new ListRemovals(), ct)).ToJson();

    [HttpPost("removals/restore")]
    public async Task<IActionResult> Restore(RestoreEntity command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();

    [HttpPost("removals/release")]
    public async Task<IActionResult> Release(ReleaseEntity command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();

    [HttpPost("locations/{id}/restore")]
    public async Task<IActionResult> RestoreLocation(string id, CancellationToken ct) => (await mediator.Send(new RestoreLocation(id), ct)).ToJson();

    [HttpPost("locations/{id}/removals/approve")]
    public async Task<IActionResult> Approve(string id, CancellationToken ct) => (await mediator.Send(new DecideRemoval(id, Remove: true), ct)).ToJson();

    [HttpPost("locations/{id}/removals/reject")]
    public async Task<IActionResult> Reject(string id, CancellationToken ct) => (await mediator.Send(new DecideRemoval(id, Remove: false), ct)).ToJson();

    [HttpGet("entities/{kind}/{namespace}/{name}/fields")]
    public async Task<IActionResult> Fields(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetEntityFields($"{kind}:{@namespace}/{name}"), ct)).ToJson();
}

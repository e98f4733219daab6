using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>Names claimed twice, side by side, and what was removed, with the way back.</summary>
[Route("catalog")]
[FormPosts]
public sealed class CatalogCareController(IMediator mediator) : Controller
{
    [HttpGet("conflicts")]
    public async Task<IActionResult> Conflicts(CancellationToken ct) => (await mediator.Send(new ListConflicts(), ct)).ToPage(this);

    [HttpGet("conflicts/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Conflict(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetConflict($"{kind}:{@namespace}/{name}"), ct)).Match(found => View(found.Claims.Count > 1 ? nameof(Conflict) : "NoConflict", found), failure => failure.ToPage(this));

    [HttpPost("conflicts/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Choose(string kind, string @namespace, string name, [FromForm] string? location, [FromForm] string? key, CancellationToken ct)
        => (await mediator.Send(new ChooseClaim($"{kind}:{@namespace}/{name}", location ?? "", key ?? ""), ct)).Match<IActionResult>(
            _ => LocalRedirect($"/catalog/conflicts/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(@namespace)}/{Uri.EscapeDataString(name)}"), failure => failure.ToPage(this));

    [HttpGet("removed")]
    public async Task<IActionResult> Removed(CancellationToken ct) => (await mediator.Send(new ListRemovals(), ct)).ToPage(this);

    [HttpPost("removed/restore")]
    public async Task<IActionResult> Restore([FromForm(Name = "ref")] string? reference, CancellationToken ct)
        => (await mediator.Send(new RestoreEntity(reference ?? ""), ct)).Match<IActionResult>(_ => LocalRedirect(EntityLinks.Url(reference)), failure => failure.ToPage(this));

    [HttpPost("removed/release")]
    public async Task<IActionResult> Release([FromForm(Name = "ref")] string? reference, CancellationToken ct)
        => (await mediator.Send(new ReleaseEntity(reference ?? ""), ct)).Match<IActionResult>(_ => LocalRedirect("/catalog/removed"), failure => failure.ToPage(this));
}

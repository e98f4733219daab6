using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>A screen on the wall of a team's room.</summary>
[Route("deployments/wall")]
[RefuseUnbound]
public sealed class WallController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] GetWall question, CancellationToken ct) => (await mediator.Send(question, ct)).ToPage(this, "Wall");
}

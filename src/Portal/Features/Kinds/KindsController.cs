using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Kinds;

/// <summary>The kinds that descriptors may have, with what their files say.</summary>
public sealed class KindsController(IMediator mediator) : Controller
{
    [HttpGet("admin/kinds")]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListKinds(), ct)).ToPage(this);
}

/// <summary>The same over the API.</summary>
[ApiController]
[Route("api/v1/kinds")]
public sealed class KindsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListKinds(), ct)).ToJson();
}

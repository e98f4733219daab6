using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.BackgroundServices;

namespace Portal.Web.Features.BackgroundServices;

/// <summary>What this process does beside requests, and what of it fails.</summary>
public sealed class BackgroundServicesController(IMediator mediator) : Controller
{
    [HttpGet("admin/background")]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListBackgroundServices(), ct)).ToPage(this);
}

/// <summary>The same over the API.</summary>
[ApiController]
[Route("api/v1/background-services")]
public sealed class BackgroundServicesApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListBackgroundServices(), ct)).ToJson();
}

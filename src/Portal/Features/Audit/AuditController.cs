using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Audit;

namespace Portal.Web.Features.Audit;

/// <summary>Who changed or tried to change what.</summary>
[Route("admin/audit")]
public sealed class AuditController(IMediator mediator) : Controller
{
    [HttpGet]
    [RefuseUnbound]
    public async Task<IActionResult> Index([FromQuery] ListAuditRows query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(page => View(new AuditView(query, page)), failure => failure.ToPage(this));
}

/// <summary>What the page shows.</summary>
public sealed record AuditView(ListAuditRows Query, AuditPage Page);

/// <summary>The trail over the API.</summary>
[ApiController]
[Route("api/v1/audit")]
public sealed class AuditApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List([FromQuery] ListAuditRows query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();
}

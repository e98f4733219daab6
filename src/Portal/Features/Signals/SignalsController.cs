using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Signals;

namespace Portal.Web.Features.Signals;

/// <summary>Alerts about services, from all monitoring.</summary>
[Route("signals")]
[RefuseUnbound]
public sealed class SignalsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListSignals query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(list => View(new SignalsPage(query, list)), failure => failure.ToPage(this));
}

/// <summary>What the page shows.</summary>
public sealed record SignalsPage(ListSignals Query, SignalList List);

/// <summary>Alerts over the API.</summary>
[ApiController]
[Route("api/v1/signals")]
public sealed class SignalsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List([FromQuery] ListSignals query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();
}

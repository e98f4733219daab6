using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deliveries;

namespace Portal.Web.Features.Deliveries;

/// <summary>Every message in and out.</summary>
[Route("admin/deliveries")]
[FormPosts]
[RefuseUnbound]
public sealed class DeliveriesController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListDeliveries query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(page => View(new DeliveriesPage(query, page)), failure => failure.ToPage(this));

    [HttpGet("{id:long}")]
    public async Task<IActionResult> Show(long id, CancellationToken ct) => (await mediator.Send(new GetDelivery(id), ct)).ToPage(this);

    [HttpPost("{id:long}/replay")]
    public async Task<IActionResult> Replay(long id, CancellationToken ct)
        => (await mediator.Send(new ReplayDelivery(id), ct)).Match<IActionResult>(again => LocalRedirect($"/admin/deliveries/{again.Id}"), failure => failure.ToPage(this));
}

/// <summary>What the page shows.</summary>
public sealed record DeliveriesPage(ListDeliveries Query, DeliveryPage Page);

/// <summary>The log over the API.</summary>
[ApiController]
[Route("api/v1/deliveries")]
public sealed class DeliveriesApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List([FromQuery] ListDeliveries query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    [HttpGet("{id:long}")]
    public async Task<IActionResult> Get(long id, CancellationToken ct) => (await mediator.Send(new GetDelivery(id), ct)).ToJson();

    [HttpPost("{id:long}/replay")]
    public async Task<IActionResult> Replay(long id, CancellationToken ct)
        => (await mediator.Send(new ReplayDelivery(id), ct)).Match<IActionResult>(again => Accepted($"/api/v1/deliveries/{again.Id}", again), failure => failure.ToProblem());
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Incidents;

namespace Portal.Web.Features.Incidents;

/// <summary>What is known about one entity in trouble, on one page.</summary>
[Route("incident/{kind}/{namespace}/{name}")]
[RefuseUnbound]
public sealed class IncidentController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Show([FromRoute] string kind, [FromRoute(Name = "namespace")] string space, [FromRoute] string name, [FromQuery] int? hours, [FromQuery] DateTimeOffset? at, CancellationToken ct)
        => (await mediator.Send(new GetIncidentView(kind, space, name, hours ?? 2, at), ct)).Match(view => View("Show", new IncidentPage(view, hours ?? 2, at)), failure => failure.ToPage(this));
}

/// <summary>What the page shows.</summary>
public sealed record IncidentPage(IncidentView View, int Hours, DateTimeOffset? At);

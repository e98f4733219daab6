using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Incidents;

namespace Portal.Web.Features.Incidents;

/// <summary>Incidents over the API, and everything about one entity in trouble.</summary>
[ApiController]
[Route("api/v1")]
public sealed class IncidentsApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Owner, on-call, health, ranked changes, blast radius, runbooks and the like of one entity.</summary>
    /// <param name="kind">For instance component.</param>
    /// <param name="space">Of the entity.</param>
    /// <param name="name">Of the entity.</param>
    /// <param name="hours">How far back changes are looked for, 1 to 24; 2 where it is left out.</param>
    /// <param name="at">A moment of the last day, UTC; now where it is left out.</param>
    [HttpGet("incident/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Show([FromRoute] string kind, [FromRoute(Name = "namespace")] string space, [FromRoute] string name, [FromQuery] int? hours, [FromQuery] DateTimeOffset? at, CancellationToken ct)
        => (await mediator.Send(new GetIncidentView(kind, space, name, hours ?? 2, at), ct)).ToJson();

    /// <summary>Incidents, newest first, with actions that are due.</summary>
    [HttpGet("incidents")]
    public async Task<IActionResult> List([FromQuery] ListIncidents query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>One incident with timeline, actions and post-mortem.</summary>
    [HttpGet("incidents/{id:long}")]
    public async Task<IActionResult> One([FromRoute] long id, CancellationToken ct) => (await mediator.Send(new GetIncident(id), ct)).ToJson();

    /// <summary>Starts an incident: {title, severity, services, note}.</summary>
    [HttpPost("incidents")]
    public async Task<IActionResult> Start(StartIncident command, CancellationToken ct)
        => (await mediator.Send(command, ct)).Match<IActionResult>(made => Created($"/api/v1/incidents/{made.Id}", made), failure => failure.ToProblem());

    /// <summary>Adds a note: {text}.</summary>
    [HttpPost("incidents/{id:long}/notes")]
    public async Task<IActionResult> Note([FromRoute] long id, NoteIncident body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>A status update: {status, text, severity}.</summary>
    [HttpPost("incidents/{id:long}/status")]
    public async Task<IActionResult> Status([FromRoute] long id, UpdateIncident body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>Gives a role: {role, person}.</summary>
    [HttpPost("incidents/{id:long}/roles")]
    public async Task<IActionResult> Role([FromRoute] long id, AssignIncident body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>Links the suspected cause: {cause, subject}.</summary>
    [HttpPost("incidents/{id:long}/cause")]
    public async Task<IActionResult> Cause([FromRoute] long id, LinkCause body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>Closes it: {summary, impact, cause}.</summary>
    [HttpPost("incidents/{id:long}/close")]
    public async Task<IActionResult> Close([FromRoute] long id, CloseIncident body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>Adds an action: {text, owner, dueOn}.</summary>
    [HttpPost("incidents/{id:long}/actions")]
    public async Task<IActionResult> AddAction([FromRoute] long id, AddIncidentAction body, CancellationToken ct) => (await mediator.Send(body with { Id = id }, ct)).ToJson();

    /// <summary>Says that an action is done: {done}.</summary>
    [HttpPost("incidents/{id:long}/actions/{item:long}")]
    public async Task<IActionResult> FinishAction([FromRoute] long id, [FromRoute] long item, FinishIncidentAction body, CancellationToken ct) => (await mediator.Send(body with { Id = id, Action = item }, ct)).ToJson();
}

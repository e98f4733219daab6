using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>Sources over the API.</summary>
[ApiController]
[Route("api/v1/locations")]
public sealed class LocationsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListLocations(), ct)).ToJson();

    [HttpPost]
    public async Task<IActionResult> Register(RegisterLocation command, CancellationToken ct)
        => (await mediator.Send(command, ct)).Match(
            registered => StatusCode(registered.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, new LocationAnswer(registered)),
            failure => failure.ToProblem());

    [HttpDelete("{id}")]
    public async Task<IActionResult> Remove(string id, CancellationToken ct)
        => (await mediator.Send(new RemoveLocation(id), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());

    [HttpPost("{id}/refresh")]
    public async Task<IActionResult> Refresh(string id, CancellationToken ct) => (await mediator.Send(new RefreshLocation(id), ct)).ToJson();
}

/// <summary>A location and what its first look brought.</summary>
public sealed class LocationAnswer(RegisteredLocation registered)
{
    public string Id => registered.Location.Id;

    public string Type => registered.Location.Type;

    public string Target => registered.Location.Target;

    public DateTimeOffset? LastSuccessAt => registered.Location.LastSuccessAt;

    public string? Commit => registered.Location.Commit;

    public IReadOnlyList<string> Entities => registered.Refs;

    public IReadOnlyList<EntityError> Errors => registered.Location.Errors;
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>Who answers for an entity, up to the top of the organisation.</summary>
[ApiController]
public sealed class OwnersApiController(IMediator mediator) : ControllerBase
{
    [HttpGet("api/v1/entities/{kind}/{namespace}/{name}/owners")]
    public async Task<IActionResult> Get(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetOwners($"{kind}:{@namespace}/{name}"), ct)).ToJson();
}

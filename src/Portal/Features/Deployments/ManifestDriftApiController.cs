using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Manifests;

namespace Portal.Web.Features.Deployments;

/// <summary>Git against what runs, over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class ManifestDriftApiController(IMediator mediator) : ControllerBase
{
    /// <summary>One service: every difference, by cluster; and where nothing can be told, why.</summary>
    [HttpGet("services/{namespace}/{name}/manifest-drift")]
    public async Task<IActionResult> OfService(string @namespace, string name, CancellationToken ct) => (await mediator.Send(new GetManifestDrift(@namespace, name), ct)).ToJson();

    /// <summary>Has the repository asked now. The answer says only that it will be; lookedAt of the service tells when it was.</summary>
    [HttpPost("services/{namespace}/{name}/manifest-drift/check")]
    public async Task<IActionResult> Check(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new CheckManifests(@namespace, name), ct)).Match(service => Accepted(new { service }), failure => failure.ToProblem());

    /// <summary>Services whose git differs from what runs.</summary>
    [HttpGet("deployments/drift")]
    public async Task<IActionResult> List([FromQuery] ListManifestDrift query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(list => Ok(new { list.Items, list.Total, list.ByState, list.Page, list.HasMore }), failure => failure.ToProblem());
}

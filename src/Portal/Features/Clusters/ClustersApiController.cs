using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Clusters;

/// <summary>Clusters over the API.</summary>
[ApiController]
[Route("api/v1/clusters")]
public sealed class ClustersApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct)
        => (await mediator.Send(new ListClusters(), ct)).Match(found => Ok(new { items = found.Clusters, total = found.Clusters.Count }), failure => failure.ToProblem());

    [HttpGet("{name}")]
    public async Task<IActionResult> Get(string name, CancellationToken ct) => (await mediator.Send(new GetCluster(name), ct)).Match(found => Ok(new ClusterAnswer(found)), failure => failure.ToProblem());

    /// <summary>Follows one more cluster. The kubeconfig is stored encrypted and never given out.</summary>
    [HttpPost]
    public async Task<IActionResult> Add(RegisterCluster cluster, CancellationToken ct)
        => (await mediator.Send(cluster, ct)).Match<IActionResult>(added => Created($"/api/v1/clusters/{added.Name}", added), failure => failure.ToProblem());

    /// <summary>Stops following a cluster that was added here or on the page.</summary>
    [HttpDelete("{name}")]
    public async Task<IActionResult> Remove(string name, CancellationToken ct)
        => (await mediator.Send(new RemoveCluster(name), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Clusters;

/// <summary>Which clusters are heard, and what in them belongs to nobody.</summary>
[Route("clusters")]
[FormPosts]
public sealed class ClustersController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListClusters(), ct)).ToPage(this);

    [HttpGet("{name}")]
    public async Task<IActionResult> Show(string name, int page, CancellationToken ct)
        => (await mediator.Send(new GetCluster(name), ct)).Match(found => View(new ClusterPage(found) { NamespacePage = Math.Clamp(page, 1, 10_000) }), failure => failure.ToPage(this));

    [HttpGet("{cluster}/namespaces/{namespace}")]
    public async Task<IActionResult> InNamespace(string cluster, string @namespace, int page, CancellationToken ct)
        => (await mediator.Send(new GetClusterNamespace(cluster, @namespace, page), ct)).ToPage(this, "Namespace");

    // The form has a field Name of its own, so the cluster must come from the route and from nowhere else.
    [HttpPost("{cluster}")]
    public async Task<IActionResult> Claim([FromRoute] string cluster, [FromForm] ClaimForm form, CancellationToken ct)
    {
        var claimed = await mediator.Send(new ClaimWorkload(cluster, form.Namespace ?? "", form.Kind ?? "", form.Name ?? "", form.Service ?? "", form.Reason), ct);
        if (claimed.Failure is not { } refused)
        {
            return RedirectToAction(nameof(Show), new { name = cluster, claimed = form.Key });
        }

        Response.StatusCode = refused.Status();
        return (await mediator.Send(new GetCluster(cluster), ct)).Match(found => View(nameof(Show), new ClusterPage(found, form, refused)), failure => failure.ToPage(this));
    }
}

/// <summary>What the page shows: the cluster and, after a refused claim, what was typed and why it was refused.</summary>
public sealed record ClusterPage(ClusterDetail Detail, ClaimForm? Form = null, Failure? Refused = null)
{
    public const int NamespacesShown = 100;
    public const int UnmatchedShown = 100;

    /// <summary>From 1.</summary>
    public int NamespacePage { get; init; } = 1;
}

/// <summary>The form beside an unmatched workload.</summary>
public sealed class ClaimForm
{
    public string? Namespace { get; set; }

    public string? Kind { get; set; }

    public string? Name { get; set; }

    public string? Service { get; set; }

    public string? Reason { get; set; }

    /// <summary>Tells the forms of a page apart.</summary>
    public string Key => $"{Namespace}/{Kind}/{Name}";
}

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
    public async Task<IActionResult> Index(string? added, string? removed, CancellationToken ct)
        => (await mediator.Send(new ListClusters(), ct)).Match(list => View(new ClustersPage(list, new ClusterForm(), added, removed)), failure => failure.ToPage(this));

    /// <summary>Follows one more cluster.</summary>
    [HttpPost]
    public async Task<IActionResult> Add([FromForm] ClusterForm form, CancellationToken ct)
    {
        var added = await mediator.Send(new RegisterCluster(form.Name ?? "", form.Environment ?? "", form.Kubeconfig ?? "", form.Region, form.Context), ct);
        if (added.Failure is not { } refused)
        {
            return RedirectToAction(nameof(Index), new { added = added.Value.Name });
        }

        refused.AddTo(ModelState);
        Response.StatusCode = refused.Status();
        return (await mediator.Send(new ListClusters(), ct)).Match(list => View(nameof(Index), new ClustersPage(list, form)), failure => failure.ToPage(this));
    }

    [HttpPost("{cluster}/remove")]
    public async Task<IActionResult> Remove([FromRoute] string cluster, CancellationToken ct)
        => (await mediator.Send(new RemoveCluster(cluster), ct)).Match<IActionResult>(_ => RedirectToAction(nameof(Index), new { removed = cluster }), failure => failure.ToPage(this));

    [HttpGet("{name}")]
    [RefuseUnbound]
    public async Task<IActionResult> Show(string name, int page, CancellationToken ct)
        => (await mediator.Send(new GetCluster(name), ct)).Match(found => View(new ClusterPage(found) { NamespacePage = Math.Clamp(page, 1, 10_000) }), failure => failure.ToPage(this));

    [HttpGet("{cluster}/namespaces/{namespace}")]
    [RefuseUnbound]
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

/// <summary>What the list shows.</summary>
/// <param name="Form">What was typed, after it was refused.</param>
public sealed record ClustersPage(ClusterList List, ClusterForm Form, string? Added = null, string? Removed = null)
{
    /// <summary>The form is open: something in it was refused.</summary>
    public bool WasTyped => Form.Kubeconfig is not null || Form.Name is not null;
}

/// <summary>The form for a new cluster.</summary>
public sealed class ClusterForm
{
    public string? Name { get; set; }

    public string? Environment { get; set; }

    public string? Region { get; set; }

    public string? Context { get; set; }

    public string? Kubeconfig { get; set; }
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

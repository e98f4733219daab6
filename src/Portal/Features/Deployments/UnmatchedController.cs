using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>What does not find together: services without workloads, workloads without a service, and the claims that bring them together.</summary>
[Route("deployments/unmatched")]
[FormPosts]
public sealed class UnmatchedController(IMediator mediator) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index([FromQuery] string? q, [FromQuery] string? done, CancellationToken ct) => PageAsync(q, new UnmatchedPage(q, Done: done), ct);

    [HttpPost("claim")]
    public async Task<IActionResult> Claim([FromForm] UnmatchedForm form, CancellationToken ct)
    {
        var claim = new ClaimWorkload(form.Cluster ?? "", form.Namespace ?? "", form.Kind ?? "", form.Name ?? "", form.Service ?? "", form.Reason);
        return (await mediator.Send(claim, ct)).Failure is { } refused ? await RefusedAsync(form, refused, ct)
            : RedirectToAction(nameof(Index), new { q = form.Q, done = $"{claim.AuditSubject} now belongs to {claim.Service}." });
    }

    [HttpPost("revoke")]
    public async Task<IActionResult> Revoke([FromForm] UnmatchedForm form, CancellationToken ct)
    {
        var revoke = new RevokeClaim(form.Cluster ?? "", form.Namespace ?? "", form.Kind ?? "", form.Name ?? "", form.Service ?? "");
        return (await mediator.Send(revoke, ct)).Failure is { } refused ? await RefusedAsync(form, refused, ct)
            : RedirectToAction(nameof(Index), new { q = form.Q, done = $"The claim of {revoke.AuditSubject} for {revoke.Service} is revoked." });
    }

    private Task<IActionResult> RefusedAsync(UnmatchedForm form, Failure refused, CancellationToken ct)
    {
        Response.StatusCode = refused.Status();
        return PageAsync(form.Q, new UnmatchedPage(form.Q, form, refused), ct);
    }

    private async Task<IActionResult> PageAsync(string? q, UnmatchedPage page, CancellationToken ct)
        => (await mediator.Send(new ListUnmatched(q), ct)).Match(found => View("Unmatched", page with { Found = found }), failure => failure.ToPage(this));
}

/// <summary>What the page shows; after a refused post, what was asked and why it was refused.</summary>
public sealed record UnmatchedPage(string? Q, UnmatchedForm? Form = null, Failure? Refused = null, string? Done = null)
{
    public Unmatched Found { get; init; } = new([], [], [], [], []);

    /// <summary>The refusal in words, of the field where there is one.</summary>
    public string? Message => (Refused as Invalid)?.Fields.Values.FirstOrDefault() is [var first, ..] ? first : Refused?.Message;
}

/// <summary>A claim to make or to take back.</summary>
public sealed class UnmatchedForm
{
    public string? Q { get; set; }

    public string? Cluster { get; set; }

    public string? Namespace { get; set; }

    public string? Kind { get; set; }

    public string? Name { get; set; }

    public string? Service { get; set; }

    public string? Reason { get; set; }

    /// <summary>Tells the forms of a page apart.</summary>
    public string Key => $"{Namespace}/{Kind}/{Name}";
}

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
    public Task<IActionResult> Index([FromQuery] string? q, [FromQuery] string? claimed, [FromQuery] string? revoked, CancellationToken ct) => PageAsync(q, new UnmatchedPage(q) { Claimed = claimed, Revoked = revoked }, ct);

    [HttpPost("claim")]
    public async Task<IActionResult> Claim([FromForm] UnmatchedForm form, CancellationToken ct)
    {
        var claim = new ClaimWorkload(form.Cluster ?? "", form.Namespace ?? "", form.Kind ?? "", form.Name ?? "", form.Service ?? "", form.Reason);
        return (await mediator.Send(claim, ct)).Failure is { } refused ? await RefusedAsync(form, refused, ct)
            : RedirectToAction(nameof(Index), new { q = form.Q, claimed = claim.AuditSubject });
    }

    [HttpPost("revoke")]
    public async Task<IActionResult> Revoke([FromForm] UnmatchedForm form, CancellationToken ct)
    {
        var revoke = new RevokeClaim(form.Cluster ?? "", form.Namespace ?? "", form.Kind ?? "", form.Name ?? "", form.Service ?? "");
        return (await mediator.Send(revoke, ct)).Failure is { } refused ? await RefusedAsync(form, refused, ct)
            : RedirectToAction(nameof(Index), new { q = form.Q, revoked = revoke.AuditSubject });
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
public sealed record UnmatchedPage(string? Q, UnmatchedForm? Form = null, Failure? Refused = null)
{
    /// <summary>The workload that was just claimed, from the address.</summary>
    public string? Claimed { get; init; }

    /// <summary>The workload whose claim was just revoked, from the address.</summary>
    public string? Revoked { get; init; }

    /// <summary>What was just done, as far as it is true: an address must not put words into the portal's mouth.</summary>
    public string? Done => Found.Claims.FirstOrDefault(c => KeyOf(c) == Claimed) is { } made ? $"{Claimed} now belongs to {made.Service}."
        : DoneWords.IsName(Revoked) && !Found.Claims.Any(c => KeyOf(c) == Revoked) ? $"{Revoked} has no claim any more." : null;

    public Unmatched Found { get; init; } = new([], [], [], [], []);

    private static string KeyOf(ClaimState claim) => $"{claim.Cluster}/{claim.Namespace}/{claim.Kind}/{claim.Name}";

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

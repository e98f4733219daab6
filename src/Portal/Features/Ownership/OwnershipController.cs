using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>How sure ownership is, who left, and who might own what nobody owns.</summary>
[Route("ownership")]
[FormPosts]
[RefuseUnbound]
public sealed class OwnershipController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string? state, CancellationToken ct)
        => (await mediator.Send(new ListOwnership(string.IsNullOrEmpty(state) ? null : state), ct)).ToPage(this, "Verification");

    [HttpGet("leavers")]
    public async Task<IActionResult> Leavers(CancellationToken ct) => (await mediator.Send(new ListLeavers(), ct)).ToPage(this, "Leavers");

    [HttpGet("suggestions/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Suggestions([FromRoute] string kind, [FromRoute] string @namespace, [FromRoute] string name, CancellationToken ct)
        => (await mediator.Send(new SuggestOwners($"{kind}:{@namespace}/{name}"), ct)).ToPage(this, "Suggestions");

    [HttpPost("confirm")]
    public async Task<IActionResult> Confirm([FromForm] string? entity, [FromForm] string? back, CancellationToken ct)
        => (await mediator.Send(new ConfirmOwnership(entity ?? ""), ct)).Match(_ => Back(back, "/ownership"), failure => failure.ToPage(this));

    [HttpPost("suggestions/decide")]
    public async Task<IActionResult> Decide([FromForm] string? entity, [FromForm] string? owner, [FromForm] string? decision, [FromForm] string? reason, CancellationToken ct)
        => (await mediator.Send(new DecideSuggestion(entity ?? "", owner ?? "", decision == "accept", string.IsNullOrWhiteSpace(reason) ? null : reason), ct))
            .Match(done => LocalRedirect("/ownership/suggestions/" + EntityLinks.Url(done.Entity)["/catalog/".Length..]), failure => failure.ToPage(this));

    private LocalRedirectResult Back(string? back, string otherwise) => LocalRedirect(back is not null && Url.IsLocalUrl(back) ? back : otherwise);
}

/// <summary>The same over the API.</summary>
[ApiController]
[Route("api/v1/ownership")]
public sealed class OwnershipApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(string? state, CancellationToken ct) => (await mediator.Send(new ListOwnership(state), ct)).ToJson();

    [HttpGet("leavers")]
    public async Task<IActionResult> Leavers(CancellationToken ct) => (await mediator.Send(new ListLeavers(), ct)).ToJson();

    [HttpGet("suggestions/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Suggestions(string kind, string @namespace, string name, CancellationToken ct) => (await mediator.Send(new SuggestOwners($"{kind}:{@namespace}/{name}"), ct)).ToJson();

    [HttpPost("confirm")]
    public async Task<IActionResult> Confirm(ConfirmBody body, CancellationToken ct) => (await mediator.Send(new ConfirmOwnership(body.Entity ?? ""), ct)).ToJson();

    [HttpPost("suggestions/decide")]
    public async Task<IActionResult> Decide(DecideBody body, CancellationToken ct) => (await mediator.Send(new DecideSuggestion(body.Entity ?? "", body.Owner ?? "", body.Accept, body.Reason), ct)).ToJson();
}

/// <summary>What a confirmation sends.</summary>
public sealed record ConfirmBody(string? Entity);

/// <summary>What a decision sends.</summary>
public sealed record DecideBody(string? Entity, string? Owner, bool Accept, string? Reason);

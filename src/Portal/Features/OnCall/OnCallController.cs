using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>Who is on call, and the schedules of teams and services.</summary>
[Route("oncall")]
[FormPosts]
[RefuseUnbound]
public sealed class OnCallController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListOnCall(), ct)).ToPage(this);

    [HttpGet("{namespace}/{name}")]
    public Task<IActionResult> Team([FromRoute] string @namespace, [FromRoute] string name, CancellationToken ct) => Show($"group:{@namespace}/{name}", ct);

    [HttpGet("component/{namespace}/{name}")]
    public Task<IActionResult> Service([FromRoute] string @namespace, [FromRoute] string name, CancellationToken ct) => Show($"component:{@namespace}/{name}", ct);

    [HttpPost("check")]
    public async Task<IActionResult> Check(CancellationToken ct)
        => (await mediator.Send(new CheckLiveness(), ct)).Match(_ => LocalRedirect("/oncall#proof"), failure => failure.ToPage(this));

    [HttpPost("rotas/{rota}/overrides")]
    public async Task<IActionResult> Override([FromRoute] string rota, [FromForm] StretchForm form, CancellationToken ct)
    {
        if (await form.ReadAsync(mediator, rota, ct) is not { } stretch)
        {
            return (await mediator.Send(new GetRota(rota), ct)).Match(_ => form.Unreadable().ToPage(this), failure => failure.ToPage(this));
        }

        return (await mediator.Send(new AddOverride(rota, form.Person ?? "", stretch.From, stretch.Until, form.Reason ?? ""), ct)).Match(_ => LocalRedirect(stretch.Back), failure => failure.ToPage(this));
    }

    [HttpPost("overrides/{id:guid}/remove")]
    public async Task<IActionResult> Remove(Guid id, [FromForm] string? back, CancellationToken ct)
        => (await mediator.Send(new RemoveOverride(id), ct)).Match(_ => Back(back), failure => failure.ToPage(this));

    [HttpPost("rotas/{rota}/swaps")]
    public async Task<IActionResult> Swap([FromRoute] string rota, [FromForm] StretchForm form, CancellationToken ct)
    {
        if (await form.ReadAsync(mediator, rota, ct) is not { } stretch)
        {
            return (await mediator.Send(new GetRota(rota), ct)).Match(_ => form.Unreadable().ToPage(this), failure => failure.ToPage(this));
        }

        return (await mediator.Send(new ProposeSwap(rota, form.Giver ?? "", form.Person ?? "", stretch.From, stretch.Until, form.Reason), ct)).Match(_ => LocalRedirect(stretch.Back), failure => failure.ToPage(this));
    }

    [HttpPost("swaps/{id:guid}/{decision:regex(^(accept|decline)$)}")]
    public async Task<IActionResult> Decide(Guid id, string decision, [FromForm] string? back, CancellationToken ct)
        => (await mediator.Send(new DecideSwap(id, decision == "accept"), ct)).Match(_ => Back(back), failure => failure.ToPage(this));

    private async Task<IActionResult> Show(string subject, CancellationToken ct) => (await mediator.Send(new GetRotas(subject), ct)).ToPage(this, "Show");

    private LocalRedirectResult Back(string? back) => LocalRedirect(back is not null && back.StartsWith("/oncall", StringComparison.Ordinal) && Url.IsLocalUrl(back) ? back : "/oncall");
}

/// <summary>A person and a stretch of time on the wall clock of a rota.</summary>
public sealed class StretchForm
{
    public string? Giver { get; set; }

    public string? Person { get; set; }

    /// <summary>As datetime-local sends it.</summary>
    public DateTime? From { get; set; }

    public DateTime? Until { get; set; }

    public string? Reason { get; set; }

    /// <returns>Null when a moment is missing or the rota unknown.</returns>
    internal async Task<(DateTimeOffset From, DateTimeOffset Until, string Back)?> ReadAsync(IMediator mediator, string rota, CancellationToken ct)
    {
        var found = await mediator.Send(new GetRota(rota), ct);
        return found.IsSuccess && ZoneTime.Find(found.Value.Rota.TimeZone) is { } zone && From is { Year: >= 1970 and < 2990 } from && Until is { Year: >= 1970 and < 2990 } until
            ? (ZoneTime.Instant(zone, from), ZoneTime.Instant(zone, until), OnCallPaths.Of(found.Value.Owner)) : null;
    }

    internal Application.Common.Invalid Unreadable() => Application.Common.Invalid.Field(From is null ? "From" : "Until", "Give the beginning and the end as date and time, for instance 2026-12-24 09:00, on the wall clock of the rota.");
}

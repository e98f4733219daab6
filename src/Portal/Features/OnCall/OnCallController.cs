using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
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
    public Task<IActionResult> Override([FromRoute] string rota, [FromForm] StretchForm form, CancellationToken ct)
        => SaveAsync(rota, form, isSwap: false, (from, until) => mediator.Send(new AddOverride(rota, form.Person ?? "", from, until, form.Reason ?? ""), ct), ct);

    [HttpPost("overrides/{id:guid}/remove")]
    public async Task<IActionResult> Remove(Guid id, [FromForm] string? back, CancellationToken ct)
        => (await mediator.Send(new RemoveOverride(id), ct)).Match(_ => Back(back), failure => failure.ToPage(this));

    [HttpPost("rotas/{rota}/swaps")]
    public Task<IActionResult> Swap([FromRoute] string rota, [FromForm] StretchForm form, CancellationToken ct)
        => SaveAsync(rota, form, isSwap: true, (from, until) => mediator.Send(new ProposeSwap(rota, form.Giver ?? "", form.Person ?? "", from, until, form.Reason), ct), ct);

    [HttpPost("swaps/{id:guid}/{decision:regex(^(accept|decline)$)}")]
    public async Task<IActionResult> Decide(Guid id, string decision, [FromForm] string? back, CancellationToken ct)
        => (await mediator.Send(new DecideSwap(id, decision == "accept"), ct)).Match(_ => Back(back), failure => failure.ToPage(this));

    /// <summary>Done, and back to the rota; refused, the rota's page with the words and with what was typed.</summary>
    private async Task<IActionResult> SaveAsync<T>(string rota, StretchForm form, bool isSwap, Func<DateTimeOffset, DateTimeOffset, Task<Result<T>>> save, CancellationToken ct)
    {
        var found = await mediator.Send(new GetRota(rota), ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        Failure? refused;
        if (form.Read(ZoneTime.Find(found.Value.Rota.TimeZone) ?? TimeZoneInfo.Utc) is { } stretch)
        {
            refused = (await save(stretch.From, stretch.Until)).Failure;
        }
        else
        {
            refused = form.Unreadable();
        }

        if (refused is null)
        {
            return LocalRedirect(OnCallPaths.Of(found.Value.Owner));
        }

        if (refused is not (Invalid or Application.Common.Conflict))
        {
            return refused.ToPage(this);
        }

        Response.StatusCode = refused.Status();
        ViewData[RefusedStretch.Key] = new RefusedStretch(rota, isSwap, form, refused is Invalid invalid ? [.. invalid.Fields.SelectMany(f => f.Value.Select(m => $"{StretchForm.TitleOf(f.Key, isSwap)}: {m}"))] : [refused.Message]);
        return await Show(found.Value.Owner, ct);
    }

    private async Task<IActionResult> Show(string subject, CancellationToken ct) => (await mediator.Send(new GetRotas(subject), ct)).ToPage(this, "Show");

    private LocalRedirectResult Back(string? back) => LocalRedirect(back is not null && back.StartsWith("/oncall", StringComparison.Ordinal) && Url.IsLocalUrl(back) ? back : "/oncall");
}

/// <summary>A person and a stretch of time on the wall clock of a rota.</summary>
public sealed class StretchForm
{
    public string? Giver { get; set; }

    public string? Person { get; set; }

    /// <summary>As datetime-local sends it; a text, so that what cannot be read can be shown again.</summary>
    public string? From { get; set; }

    public string? Until { get; set; }

    public string? Reason { get; set; }

    /// <returns>Null when a moment is missing or unreadable.</returns>
    internal (DateTimeOffset From, DateTimeOffset Until)? Read(TimeZoneInfo zone)
        => Moment(From) is { } from && Moment(Until) is { } until ? (ZoneTime.Instant(zone, from), ZoneTime.Instant(zone, until)) : null;

    /// <summary>What the form calls a field.</summary>
    internal static string TitleOf(string field, bool isSwap) => field.ToUpperInvariant() switch
    {
        "PERSON" or "TAKER" => isSwap ? "Who takes it" : "Who is on call instead",
        "GIVER" => "Whose turn",
        "REASON" => "Why",
        _ => char.ToUpperInvariant(field[0]) + field[1..],
    };

    internal Invalid Unreadable()
        => Invalid.Field(Moment(From) is null ? "From" : "Until", $"{((Moment(From) is null ? From : Until) is { Length: > 0 } text ? $"'{text}' is no moment" : "it is empty")}. Give date and time, for instance 2026-12-24 09:00, on the wall clock of the rota.");

    private static DateTime? Moment(string? text)
        => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && moment is { Year: >= 1970 and < 2990 } ? DateTime.SpecifyKind(moment, DateTimeKind.Unspecified) : null;
}

/// <summary>An override or swap that was refused, for the form it came from.</summary>
/// <param name="Rota">Name of the rota.</param>
/// <param name="IsSwap">Which of the rota's two forms.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Messages">What is wrong.</param>
public sealed record RefusedStretch(string Rota, bool IsSwap, StretchForm Form, IReadOnlyList<string> Messages)
{
    internal const string Key = "RefusedStretch";
}

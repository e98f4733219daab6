using System.Text;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>One's calendar addresses, and calendars for who is signed in.</summary>
[Route("oncall")]
[FormPosts]
public sealed class FeedsController(IMediator mediator, OnCallCalendars calendars) : Controller
{
    [HttpGet("feeds")]
    public Task<IActionResult> Index(CancellationToken ct) => Page(null, ct);

    [HttpPost("feeds")]
    public async Task<IActionResult> Create([FromForm] string? subject, CancellationToken ct)
    {
        var made = await mediator.Send(new CreateFeed(string.IsNullOrWhiteSpace(subject) ? null : subject.Trim()), ct);
        if (made.Failure is Application.Common.Invalid or Application.Common.NotFound or Application.Common.TooMany)
        {
            Response.StatusCode = made.Failure.Status();
            return await Page(null, ct, (subject, made.Failure is Application.Common.Invalid invalid ? string.Join(" ", invalid.Fields.SelectMany(f => f.Value)) : made.Failure.Message));
        }

        return made.Failure is { } failure ? failure.ToPage(this) : await Page(made.Value, ct);
    }

    [HttpPost("feeds/{id:guid}/revoke")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken ct)
        => (await mediator.Send(new RevokeFeed(id), ct)).Match(_ => LocalRedirect("/oncall/feeds"), failure => failure.ToPage(this));

    /// <summary>A team's calendar for who is signed in.</summary>
    [HttpGet("{namespace}/{name}.ics")]
    public IActionResult Team([FromRoute] string @namespace, [FromRoute] string name) => Calendar(calendars.Of(new EntityRef("group", @namespace, name)), name);

    [HttpGet("component/{namespace}/{name}.ics")]
    public IActionResult Service([FromRoute] string @namespace, [FromRoute] string name) => Calendar(calendars.Of(new EntityRef("component", @namespace, name)), name);

    private async Task<IActionResult> Page(NewFeed? made, CancellationToken ct, (string? Subject, string Message)? refused = null)
        => (await mediator.Send(new ListFeeds(), ct)).Match(list => View("Feeds", new FeedsPage(list.Items, made is null ? null : $"{Request.Scheme}://{Request.Host}/oncall/feeds/{made.Secret}.ics") { Refused = refused }), failure => failure.ToPage(this));

    private IActionResult Calendar(string? text, string name)
        => text is null ? new Application.Common.NotFound("oncall.unknown_subject", $"{name} is not in the catalog, so there is no calendar of it.").ToPage(this) : CalendarAnswer.Of(this, text, name);
}

/// <summary>What the page shows.</summary>
/// <param name="Made">Address of the feed that was just made.</param>
public sealed record FeedsPage(IReadOnlyList<FeedRow> Items, string? Made)
{
    /// <summary>What was asked for and why it was refused.</summary>
    public (string? Subject, string Message)? Refused { get; init; }
}

/// <summary>The secret in the address is the only key: calendar programs send no cookie and no header. It opens this calendar and nothing else.</summary>
[AllowAnonymous]
public sealed class CalendarFeedController(OnCallCalendars calendars) : ControllerBase
{
    private const int SecretLength = 48;

    [HttpGet("oncall/feeds/{secret}.ics")]
    public IActionResult Get(string secret)
    {
        if (secret.Length != SecretLength || calendars.OfSecret(secret) is not { } text)
        {
            return new Application.Common.NotFound("oncall.no_feed", "This calendar address is unknown or was revoked. Make a new one at /oncall/feeds.").ToProblem();
        }

        return CalendarAnswer.Of(this, text, "on-call");
    }
}

internal static class CalendarAnswer
{
    public static FileContentResult Of(ControllerBase controller, string text, string name)
    {
        controller.Response.Headers.CacheControl = "private, max-age=300";
        return controller.File(Encoding.UTF8.GetBytes(text), "text/calendar; charset=utf-8", name + ".ics");
    }
}

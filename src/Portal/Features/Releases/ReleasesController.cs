using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Web.Features.Releases;

/// <summary>What happened: the timeline, and releases and crashes of one service. Every filter is in the URL.</summary>
[Route("deployments")]
[RefuseUnbound]
public sealed class ReleasesController(IMediator mediator) : Controller
{
    [HttpGet("timeline")]
    public async Task<IActionResult> Timeline([FromQuery] GetTimeline query, CancellationToken ct)
    {
        var found = await mediator.Send(query, ct);
        var weekly = await mediator.Send(new ListWeeklyReleases(query.Service, query.Team, query.Cluster, query.Environment), ct);
        return found.Match(timeline => View(new TimelinePage(query, timeline, weekly.IsSuccess ? weekly.Value : null)), failure => failure.ToPage(this));
    }

    [HttpGet("{namespace}/{name}/releases")]
    public async Task<IActionResult> Releases(string @namespace, string name, [FromQuery] ListReleases query, CancellationToken ct)
    {
        var asked = query with { Service = new EntityRef("component", @namespace, name).ToString() };
        var found = await mediator.Send(asked, ct);
        return found.IsSuccess && found.Value.Items.Count == 0 && (await mediator.Send(new FindService(@namespace, name), ct)).Failure is { } unknown
            ? unknown.ToPage(this) : found.Match(page => View(new ReleasesPage(asked, page)), failure => failure.ToPage(this));
    }

    [HttpGet("{namespace}/{name}/releases/{id:long}")]
    public async Task<IActionResult> Release(string @namespace, string name, long id, CancellationToken ct) => (await mediator.Send(new GetRelease(@namespace, name, id), ct)).ToPage(this);

    [HttpGet("{namespace}/{name}/crashes")]
    public async Task<IActionResult> Crashes(string @namespace, string name, [FromQuery] ListCrashes query, CancellationToken ct)
    {
        var asked = query with { Service = new EntityRef("component", @namespace, name).ToString(), Limit = Math.Min(query.Limit, 50) };
        var found = await mediator.Send(asked, ct);
        return found.IsSuccess && found.Value.Items.Count == 0 && (await mediator.Send(new FindService(@namespace, name), ct)).Failure is { } unknown
            ? unknown.ToPage(this) : found.Match(page => View(new CrashesPage(asked, page)), failure => failure.ToPage(this));
    }
}

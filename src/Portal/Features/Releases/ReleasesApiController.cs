using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Web.Features.Releases;

/// <summary>The release ledger over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class ReleasesApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Releases of all services, newest first.</summary>
    [HttpGet("releases")]
    public async Task<IActionResult> List([FromQuery] ListReleases query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>Deployments per week, oldest first; a week before the ledger began has no numbers.</summary>
    [HttpGet("releases/weekly")]
    public async Task<IActionResult> Weekly([FromQuery] ListWeeklyReleases query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>Releases of one service, newest first.</summary>
    [HttpGet("services/{namespace}/{name}/releases")]
    public async Task<IActionResult> OfService(string @namespace, string name, [FromQuery] ListReleases query, CancellationToken ct)
    {
        var found = await mediator.Send(query with { Service = ServiceOf(@namespace, name) }, ct);
        return found.IsSuccess && found.Value.Items.Count == 0 && (await mediator.Send(new FindService(@namespace, name), ct)).Failure is { } unknown ? unknown.ToProblem() : found.ToJson();
    }

    /// <summary>One release with its differences from the one before and the commits between.</summary>
    [HttpGet("services/{namespace}/{name}/releases/{id:long}")]
    public async Task<IActionResult> Show(string @namespace, string name, long id, CancellationToken ct) => (await mediator.Send(new GetRelease(@namespace, name, id), ct)).ToJson();

    /// <summary>Ends of containers of one service, newest first, with their logs.</summary>
    [HttpGet("services/{namespace}/{name}/crashes")]
    public async Task<IActionResult> CrashesOf(string @namespace, string name, [FromQuery] ListCrashes query, CancellationToken ct)
    {
        var found = await mediator.Send(query with { Service = ServiceOf(@namespace, name) }, ct);
        return found.IsSuccess && found.Value.Items.Count == 0 && (await mediator.Send(new FindService(@namespace, name), ct)).Failure is { } unknown ? unknown.ToProblem() : found.ToJson();
    }

    /// <summary>Ends of containers of all services, newest first, with their logs.</summary>
    [HttpGet("crashes")]
    public async Task<IActionResult> Crashes([FromQuery] ListCrashes query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    /// <summary>Releases, problems and ends of containers on one axis of time, newest first.</summary>
    [HttpGet("timeline")]
    public async Task<IActionResult> Timeline([FromQuery] GetTimeline query, CancellationToken ct) => (await mediator.Send(query, ct)).ToJson();

    private static string ServiceOf(string @namespace, string name) => new EntityRef("component", @namespace, name).ToString();
}

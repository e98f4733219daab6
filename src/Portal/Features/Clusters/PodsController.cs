using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;

namespace Portal.Web.Features.Clusters;

/// <summary>One pod and, on demand, what it writes.</summary>
[Route("clusters/{cluster}/{namespace}/pods/{name}")]
[RefuseUnbound]
public sealed class PodsController(IMediator mediator, GonePods gone) : Controller
{
    /// <param name="container">Reads the log of this container; without it and <paramref name="lines"/> no log is read.</param>
    /// <param name="previous">The log of the run before the last restart.</param>
    /// <param name="lines">How many of the newest lines.</param>
    [HttpGet]
    public async Task<IActionResult> Show(string cluster, string @namespace, string name, string? container, bool previous, int? lines, CancellationToken ct)
    {
        var found = await mediator.Send(new GetPod(cluster, @namespace, name), ct);
        if (found.Failure is { } failure)
        {
            Response.StatusCode = failure.Status();
            return failure.Code == PodErrors.GoneCode ? View("PodGone", new GonePodPage(cluster, @namespace, name, failure, gone.Find(cluster, @namespace, name))) : failure.ToPage(this);
        }

        var asked = container is { Length: > 0 } || lines is not null || previous;
        Result<PodLog>? log = asked && found.Value.NoLogs is null ? await mediator.Send(new ReadPodLog(cluster, @namespace, name, container, previous, lines ?? ReadPodLog.DefaultLines), ct) : (Result<PodLog>?)null;
        return View("Pod", new PodPage(found.Value, log, container ?? found.Value.Containers.FirstOrDefault(c => !c.Init)?.Name ?? "", previous, lines ?? ReadPodLog.DefaultLines));
    }
}

/// <param name="Log">Null while nobody has asked for it.</param>
public sealed record PodPage(PodDetail Pod, Result<PodLog>? Log, string Container, bool Previous, int Lines);

/// <summary>A pod that is gone, with what is remembered of it.</summary>
public sealed record GonePodPage(string Cluster, string Namespace, string Name, Failure Failure, GonePod? Remembered);

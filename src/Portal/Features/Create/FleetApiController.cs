using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Web.Features.Create;

/// <summary>Fleet and upgrades over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class FleetApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Services made from one template, with how far each is behind.</summary>
    [HttpGet("templates/{namespace}/{name}/fleet")]
    public async Task<IActionResult> Fleet(string @namespace, string name, string? team, bool behind, CancellationToken ct)
        => (await mediator.Send(new ListFleet($"template:{@namespace}/{name}", team, behind), ct)).Match(fleet => Ok(fleet.Templates[0]), failure => failure.ToProblem());

    /// <summary>202 with what was started, found under way, and refused; GET upgrades/{id} tells how far it is.</summary>
    [HttpPost("templates/{namespace}/{name}/upgrades")]
    public async Task<IActionResult> UpgradeMany(string @namespace, string name, UpgradesRequest body, CancellationToken ct)
        => (await mediator.Send(new UpgradeServices($"template:{@namespace}/{name}", body.Services ?? [], body.AllBehind, body.MarkConflicts, body.Answers), ct)).Match<IActionResult>(batch => Accepted($"/api/v1/upgrades/{batch.Id}", batch), failure => failure.ToProblem());

    [HttpGet("upgrades/{id}")]
    public async Task<IActionResult> Batch(string id, CancellationToken ct) => (await mediator.Send(new GetUpgradeBatch(id), ct)).ToJson();

    /// <summary>What one service was made from, and how it stands.</summary>
    [HttpGet("services/{namespace}/{name}/lineage")]
    public async Task<IActionResult> Lineage(string @namespace, string name, CancellationToken ct) => (await mediator.Send(new GetServiceLineage($"component:{@namespace}/{name}"), ct)).ToJson();

    /// <summary>What an upgrade would do, file by file.</summary>
    [HttpGet("services/{namespace}/{name}/upgrade")]
    public async Task<IActionResult> Preview(string @namespace, string name, CancellationToken ct) => (await mediator.Send(new PreviewUpgrade($"component:{@namespace}/{name}"), ct)).ToJson();

    /// <summary>Opens the pull request, or finds it open. With dryRun: what it would do.</summary>
    [HttpPost("services/{namespace}/{name}/upgrade")]
    public async Task<IActionResult> Upgrade(string @namespace, string name, UpgradeRequest body, CancellationToken ct)
    {
        var service = $"component:{@namespace}/{name}";
        if (body.DryRun)
        {
            return (await mediator.Send(new PreviewUpgrade(service, body.Answers), ct)).ToJson();
        }

        var origin = await mediator.Send(new GetServiceLineage(service), ct);
        return origin.Failure is { } failure ? failure.ToProblem()
            : (await mediator.Send(new UpgradeServices(origin.Value.Template ?? "template:default/unknown", [service], MarkConflicts: body.MarkConflicts, Answers: body.Answers), ct)).Match<IActionResult>(batch => Accepted($"/api/v1/upgrades/{batch.Id}", batch), refused => refused.ToProblem());
    }
}

/// <param name="Services">Refs, or bare names.</param>
/// <param name="AllBehind">Instead of naming them: all that are behind.</param>
/// <param name="MarkConflicts">Write conflict markers; otherwise files in conflict stay as the repository has them.</param>
/// <param name="Answers">To parameters that are new.</param>
public sealed record UpgradesRequest(IReadOnlyList<string>? Services = null, bool AllBehind = false, bool MarkConflicts = false, JsonObject? Answers = null);

public sealed record UpgradeRequest(bool DryRun = false, bool MarkConflicts = false, JsonObject? Answers = null);

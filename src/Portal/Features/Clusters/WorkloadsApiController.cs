using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Web.Features.Clusters;

/// <summary>One workload of one cluster: look, and act.</summary>
[ApiController]
[Route("api/v1/clusters/{cluster}/namespaces/{namespace}/{kind}/{name}")]
public sealed class WorkloadsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string cluster, string @namespace, string kind, string name, CancellationToken ct)
        => (await mediator.Send(new GetWorkload(cluster, @namespace, kind, name), ct)).ToJson();

    /// <summary>What an action would do; changes nothing.</summary>
    [HttpGet("{verb:regex(^(restart|scale|rollback|pause|resume)$)}")]
    public async Task<IActionResult> Preview(string cluster, string @namespace, string kind, string name, WorkloadVerb verb, int? replicas, long? revision, CancellationToken ct)
        => (await mediator.Send(new PreviewWorkloadAction(cluster, @namespace, kind, name, verb, replicas, revision), ct)).ToJson();

    /// <summary>Replaces all pods by new ones of the same version.</summary>
    [HttpPost("restart")]
    public Task<IActionResult> Restart(string cluster, string @namespace, string kind, string name, OperationBody body, CancellationToken ct)
        => body.DryRun ? TryAsync(new(cluster, @namespace, kind, name, WorkloadVerb.Restart, MustBeAllowed: true), ct)
            : DoAsync(new RestartWorkload(cluster, @namespace, WorkloadKinds.Of(kind), name, body.Reason ?? "", body.Generation), ct);

    /// <summary>Asks for another number of replicas.</summary>
    [HttpPost("scale")]
    public async Task<IActionResult> Scale(string cluster, string @namespace, string kind, string name, OperationBody body, CancellationToken ct)
        => body.Replicas is not { } replicas ? Invalid.Field("replicas", "Say how many replicas there should be.").ToProblem()
            : body.DryRun ? await TryAsync(new(cluster, @namespace, kind, name, WorkloadVerb.Scale, replicas, MustBeAllowed: true), ct)
            : await DoAsync(new ScaleWorkload(cluster, @namespace, WorkloadKinds.Of(kind), name, replicas, body.Reason ?? "", body.Generation), ct);

    /// <summary>Goes back to an earlier revision; the previous one where none is named.</summary>
    [HttpPost("rollback")]
    public async Task<IActionResult> Rollback(string cluster, string @namespace, string kind, string name, OperationBody body, CancellationToken ct)
    {
        PreviewWorkloadAction question = new(cluster, @namespace, kind, name, WorkloadVerb.Rollback, Revision: body.Revision, MustBeAllowed: true);
        if (body.DryRun)
        {
            return await TryAsync(question, ct);
        }

        var revision = body.Revision;
        if (revision is null)
        {
            var preview = await mediator.Send(question, ct);
            if (preview.Failure is { } failure)
            {
                return failure.ToProblem();
            }

            if (preview.Value.Order.Revision is null)
            {
                return new Conflict("deployments.nothing_to_do", preview.Value.Refused ?? "There is no earlier revision.").ToProblem();
            }

            revision = preview.Value.Order.Revision;
        }

        return await DoAsync(new RollBackWorkload(cluster, @namespace, WorkloadKinds.Of(kind), name, revision.Value, body.Reason ?? "", body.Generation), ct);
    }

    /// <summary>Holds a Deployment's rollout where it is.</summary>
    [HttpPost("pause")]
    public Task<IActionResult> Pause(string cluster, string @namespace, string kind, string name, OperationBody body, CancellationToken ct)
        => body.DryRun ? TryAsync(new(cluster, @namespace, kind, name, WorkloadVerb.Pause, MustBeAllowed: true), ct)
            : DoAsync(new PauseWorkload(cluster, @namespace, WorkloadKinds.Of(kind), name, body.Reason ?? "", body.Generation), ct);

    /// <summary>Lets a paused rollout go on.</summary>
    [HttpPost("resume")]
    public Task<IActionResult> Resume(string cluster, string @namespace, string kind, string name, OperationBody body, CancellationToken ct)
        => body.DryRun ? TryAsync(new(cluster, @namespace, kind, name, WorkloadVerb.Resume, MustBeAllowed: true), ct)
            : DoAsync(new ResumeWorkload(cluster, @namespace, WorkloadKinds.Of(kind), name, body.Reason ?? "", body.Generation), ct);

    private async Task<IActionResult> DoAsync(ICommand<Deployment> command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();

    /// <summary>The workload as it would be, in the shape of the workload as it is.</summary>
    private async Task<IActionResult> TryAsync(PreviewWorkloadAction question, CancellationToken ct)
        => (await mediator.Send(question, ct)).Match<IActionResult>(
            preview => preview switch
            {
                { Refused: { } why } => new Conflict("deployments.nothing_to_do", why).ToProblem(),
                { Trial.Accepted: false } => new Rejected("deployments.cluster_refuses", preview.Trial.Words).ToProblem(),
                { After: { } after } => Ok(after),
                _ => new Unavailable("deployments.not_tried", preview.Trial?.Words ?? "It could not be tried.").ToProblem(),
            }, failure => failure.ToProblem());
}

/// <summary>Body of every action.</summary>
/// <param name="Reason">Why; required, kept in the audit trail. Not needed in a dry run.</param>
/// <param name="Replicas">For scale.</param>
/// <param name="Revision">For rollback; the previous one where it is left out.</param>
/// <param name="DryRun">The cluster checks it and changes nothing; answers the workload as it would be.</param>
/// <param name="Generation">Refuse when the workload has been changed since; from the preview.</param>
public sealed record OperationBody(string? Reason = null, int? Replicas = null, long? Revision = null, bool DryRun = false, long? Generation = null);

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Web.Features.Clusters;

/// <summary>One workload: what it is, and the way from a button over a preview to the order.</summary>
[Route("clusters/{cluster}/{namespace}/{kind}/{name}")]
[FormPosts]
public sealed class WorkloadsController(IMediator mediator) : Controller
{
    private const string Verbs = "{verb:regex(^(restart|scale|rollback|pause|resume)$)}";

    /// <param name="sent">The action that was just ordered; its outcome is followed on the page.</param>
    /// <param name="generation">Of the workload after it.</param>
    [HttpGet]
    [RefuseUnbound]
    public async Task<IActionResult> Show(string cluster, string @namespace, string kind, string name, WorkloadVerb? sent, long? generation, CancellationToken ct)
        => (await mediator.Send(new GetWorkload(cluster, @namespace, kind, name), ct)).Match(
            found => View("Workload", new WorkloadPage(found, sent is { } verb ? OrderProgress.Of(verb, generation, found) : null)), failure => failure.ToPage(this));

    [HttpGet(Verbs)]
    [RefuseUnbound]
    public async Task<IActionResult> Preview(string cluster, string @namespace, string kind, string name, WorkloadVerb verb, int? replicas, long? revision, CancellationToken ct)
    {
        var question = new PreviewWorkloadAction(cluster, @namespace, kind, name, verb, replicas, revision);
        var found = await mediator.Send(question, ct);
        return found.Failure is { } failure ? await WithoutNumberAsync(question, failure, null, ct) ?? failure.ToPage(this) : View("Action", new ActionPage(found.Value));
    }

    [HttpPost(Verbs)]
    public async Task<IActionResult> Order([FromRoute] string cluster, [FromRoute] string @namespace, [FromRoute] string kind, [FromRoute] string name, [FromRoute] WorkloadVerb verb, [FromForm] ActionForm form, CancellationToken ct)
    {
        kind = WorkloadKinds.Of(kind);
        var question = new PreviewWorkloadAction(cluster, @namespace, kind, name, verb, form.Replicas, form.Revision);
        var previewed = await mediator.Send(question, ct);
        if (previewed.Failure is { } unseen)
        {
            return await WithoutNumberAsync(question, unseen, form, ct) ?? unseen.ToPage(this);
        }

        var preview = previewed.Value;
        if (preview.TypeName && form.TypedName?.Trim() != preview.Workload.Name)
        {
            return Again(preview, form, Invalid.Field("TypedName", $"Type {preview.Workload.Name} to confirm: this is production."));
        }

        ICommand<Deployment>? command = (verb, form) switch
        {
            (WorkloadVerb.Restart, _) => new RestartWorkload(cluster, @namespace, kind, name, form.Reason ?? "", form.Generation),
            (WorkloadVerb.Pause, _) => new PauseWorkload(cluster, @namespace, kind, name, form.Reason ?? "", form.Generation),
            (WorkloadVerb.Resume, _) => new ResumeWorkload(cluster, @namespace, kind, name, form.Reason ?? "", form.Generation),
            (WorkloadVerb.Scale, { Replicas: { } replicas }) => new ScaleWorkload(cluster, @namespace, kind, name, replicas, form.Reason ?? "", form.Generation),
            (WorkloadVerb.Rollback, { Revision: { } revision }) => new RollBackWorkload(cluster, @namespace, kind, name, revision, form.Reason ?? "", form.Generation),
            _ => null,
        };
        if (command is null)
        {
            return Again(preview, form, Invalid.Field(verb == WorkloadVerb.Scale ? "Replicas" : "Revision", verb == WorkloadVerb.Scale ? "Say how many replicas there should be." : "Choose the revision to go back to."));
        }

        // Without it nobody would notice that the workload was changed after the preview.
        if (form.Generation is null)
        {
            return Again(preview, form, new Conflict("deployments.preview_missing", "The order came without the preview it belongs to. Look at what would happen, below, and order it again."));
        }

        var done = await mediator.Send(command, ct);
        return done.Failure is { } refused
            ? Again(preview, form, refused)
            : RedirectToAction(nameof(Show), new { cluster, @namespace, kind = kind.ToLowerInvariant(), name, sent = verb.ToString().ToLowerInvariant(), generation = preview.Generation + 1 });
    }

    /// <summary>The page again without the number of replicas that does not fit, so that another one can be chosen; null when something else was refused.</summary>
    private async Task<IActionResult?> WithoutNumberAsync(PreviewWorkloadAction question, Failure refused, ActionForm? form, CancellationToken ct)
        => refused is Invalid && question.Replicas is not null && (await mediator.Send(question with { Replicas = null }, ct)) is { Failure: null } preview ? Again(preview.Value, form, refused) : null;

    private ViewResult Again(WorkloadPreview preview, ActionForm? form, Failure refused)
    {
        Response.StatusCode = refused.Status();
        return View("Action", new ActionPage(preview, form, refused));
    }
}

/// <summary>The page of a workload, with the order that led here.</summary>
public sealed record WorkloadPage(WorkloadDetail Detail, OrderProgress? Sent = null);

/// <summary>The page of an action; after a refusal with what was typed.</summary>
public sealed record ActionPage(WorkloadPreview Preview, ActionForm? Form = null, Failure? Refused = null);

/// <summary>What is posted to order an action.</summary>
public sealed class ActionForm
{
    public string? Reason { get; set; }

    public int? Replicas { get; set; }

    public long? Revision { get; set; }

    public string? TypedName { get; set; }

    public long? Generation { get; set; }
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Decommission;

namespace Portal.Web.Features.Lifecycle;

/// <summary>Taking a service out of service, and back.</summary>
[Route("catalog/component/{namespace}/{name}")]
[FormPosts]
public sealed class DecommissionController(IMediator mediator) : Controller
{
    [HttpGet("decommission")]
    public async Task<IActionResult> Preview(string @namespace, string name, CancellationToken ct) => await PageAsync(@namespace, name, new(), null, ct);

    [HttpPost("decommission")]
    public async Task<IActionResult> Start(string @namespace, string name, [FromForm] DecommissionForm form, CancellationToken ct)
    {
        // What is typed is compared here: it is the page's safeguard, not a part of what is asked.
        Failure? refused = string.Equals(form.TypedName?.Trim(), name, StringComparison.OrdinalIgnoreCase) ? null : Invalid.Field("typedName", $"Type {name} to confirm.");
        if (refused is null)
        {
            var started = await mediator.Send(new DecommissionService(@namespace, name, form.Reason?.Trim() ?? "", form.Override), ct);
            if (started.IsSuccess)
            {
                return LocalRedirect($"/runs/{started.Value.Id}");
            }

            refused = started.Failure;
        }

        Response.StatusCode = refused!.Status();
        return await PageAsync(@namespace, name, form, refused, ct);
    }

    [HttpPost("restore")]
    public async Task<IActionResult> Restore(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new RestoreService(@namespace, name), ct)).Match(run => LocalRedirect($"/runs/{run.Id}"), failure => failure.ToPage(this));

    private async Task<IActionResult> PageAsync(string @namespace, string name, DecommissionForm form, Failure? refused, CancellationToken ct)
        => (await mediator.Send(new PreviewDecommission(@namespace, name), ct)).Match(plan => View("Decommission", new DecommissionPage(plan, form, refused)), failure => failure.ToPage(this));
}

/// <summary>What the form posts.</summary>
public sealed class DecommissionForm
{
    public string? Reason { get; set; }

    public string? TypedName { get; set; }

    public bool Override { get; set; }
}

public sealed record DecommissionPage(DecommissionPlan Plan, DecommissionForm Form, Failure? Refused)
{
    public string? ErrorOf(string field) => (Refused as Invalid)?.Fields.FirstOrDefault(f => string.Equals(f.Key, field, StringComparison.OrdinalIgnoreCase)).Value is [var first, ..] ? first : null;
}

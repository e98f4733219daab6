using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Web.Features.Catalog;

/// <summary>The page of one entity.</summary>
[Route("catalog")]
public sealed class CatalogController(IMediator mediator) : Controller
{
    [HttpGet("{kind}/{namespace}/{name}")]
    [RefuseUnbound]
    public async Task<IActionResult> Show(string kind, string @namespace, string name, string? tab, DateTimeOffset? asOf, [FromQuery] DefinitionQuery definition, CancellationToken ct)
    {
        if (AsOf.Problem(ModelState) is { } unreadable)
        {
            return unreadable.ToPage(this);
        }

        var profile = await mediator.Send(new GetEntityProfile($"{kind}:{@namespace}/{name}", asOf), ct);
        if (profile.Failure is { } failure)
        {
            return failure is NotFound && asOf is null ? await GoneAsync($"{kind}:{@namespace}/{name}", failure, ct) : failure.ToPage(this);
        }

        if (asOf is not null)
        {
            // What runs and who is on call belong to the present.
            var past = new EntityPageView(profile.Value, null, null, tab ?? "overview") { AsOf = asOf };
            return View(EntityPageView.ViewOf(profile.Value.Entity.Kind), await past.CompleteAsync(mediator, definition, ct));
        }

        var answer = await mediator.Send(new FindOwner(profile.Value.Entity.Ref), ct);
        var owner = answer.IsSuccess && answer.Value.Matches is [var best, ..] && best.Service == profile.Value.Entity.Ref ? best : null;
        var deployments = kind == "component" ? await mediator.Send(new GetServiceDeployments(@namespace, name), ct) : default;
        var history = tab == "history" ? await mediator.Send(new GetEntityHistory(profile.Value.Entity.Ref), ct) : default;
        var fields = tab == "provenance" ? await mediator.Send(new GetEntityFields(profile.Value.Entity.Ref), ct) : default;
        var page = new EntityPageView(profile.Value, owner, deployments.IsSuccess ? deployments.Value : null, tab ?? "overview")
        {
            History = history.IsSuccess ? history.Value : null,
            Fields = fields.IsSuccess ? fields.Value : null,
        };
        return View(EntityPageView.ViewOf(profile.Value.Entity.Kind), await page.CompleteAsync(mediator, definition, ct));
    }

    /// <summary>The address that the API has for it leads to the tab.</summary>
    [HttpGet("{kind}/{namespace}/{name}/history")]
    public IActionResult History(string kind, string @namespace, string name) => LocalRedirect(EntityLinks.Url($"{kind}:{@namespace}/{name}") + "?tab=history");

    // A name that was here is a page of its own: what it was, when it went, and the way back.
    private async Task<IActionResult> GoneAsync(string reference, Failure failure, CancellationToken ct)
    {
        var history = await mediator.Send(new GetEntityHistory(reference), ct);
        if (!history.IsSuccess)
        {
            return failure.ToPage(this);
        }

        var removals = await mediator.Send(new ListRemovals(), ct);
        var origin = await mediator.Send(new GetServiceLineage(history.Value.Ref), ct);
        Response.StatusCode = failure.Status();
        return View("Gone", new GoneEntity(history.Value.Ref, removals.IsSuccess ? removals.Value.Entities.FirstOrDefault(r => r.Ref == history.Value.Ref) : null, history.Value)
        {
            IsDecommissioned = origin is { IsSuccess: true, Value.Decommission: not null },
        });
    }
}

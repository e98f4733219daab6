using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Catalog;

/// <summary>The page of one entity.</summary>
[Route("catalog")]
public sealed class CatalogController(IMediator mediator) : Controller
{
    [HttpGet("{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Show(string kind, string @namespace, string name, string? tab, CancellationToken ct)
    {
        var profile = await mediator.Send(new GetEntityProfile($"{kind}:{@namespace}/{name}"), ct);
        if (profile.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        var answer = await mediator.Send(new FindOwner(profile.Value.Entity.Ref), ct);
        var owner = answer.IsSuccess && answer.Value.Matches is [var best, ..] && best.Service == profile.Value.Entity.Ref ? best : null;
        var deployments = kind == "component" ? await mediator.Send(new GetServiceDeployments(@namespace, name), ct) : default;
        var history = tab == "history" ? await mediator.Send(new GetEntityHistory(profile.Value.Entity.Ref), ct) : default;
        return View(EntityPageView.ViewOf(profile.Value.Entity.Kind), new EntityPageView(profile.Value, owner, deployments.IsSuccess ? deployments.Value : null, tab ?? "overview")
        {
            History = history.IsSuccess ? history.Value : null,
        });
    }
}

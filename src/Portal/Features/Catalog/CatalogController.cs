using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Catalog;

/// <summary>The list and the page of one entity.</summary>
[Route("catalog")]
public sealed class CatalogController(IMediator mediator) : Controller
{
    private const int PageSize = 50;

    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] EntityQuery query, string? sort, string? cursor, CancellationToken ct)
    {
        var filter = CatalogPage.Filter(query);
        var list = await mediator.Send(new ListEntities(filter, sort ?? (string.IsNullOrWhiteSpace(query.Q) ? "name" : null), PageSize, cursor), ct);
        if (list.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        var facets = await mediator.Send(new GetFacets(CatalogPage.FacetNames, filter, LeaveOut: true), ct);
        return facets.Match(counts => View(new CatalogPage(query, sort, cursor, list.Value, counts)), f => f.ToPage(this));
    }

    [HttpGet("{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Show(string kind, string @namespace, string name, string? tab, [FromQuery] DefinitionQuery definition, CancellationToken ct)
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
        var page = new EntityPageView(profile.Value, owner, deployments.IsSuccess ? deployments.Value : null, tab ?? "overview")
        {
            History = history.IsSuccess ? history.Value : null,
        };
        return View(EntityPageView.ViewOf(profile.Value.Entity.Kind), await page.CompleteAsync(mediator, definition, ct));
    }
}

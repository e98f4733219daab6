using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Graph;

/// <summary>What depends on what: around one entity, or inside a system, a domain or a team.</summary>
[Route("graph")]
public sealed class GraphController(IMediator mediator) : Controller
{
    /// <summary>More than this is not drawn; the page says so.</summary>
    private const int MaxNodes = 2000;

    [HttpGet]
    [RefuseUnbound]
    public async Task<IActionResult> Index([FromQuery] GraphQuery query, DateTimeOffset? asOf, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(query.Focus))
        {
            var systems = await mediator.Send(new ListEntities(new EntityFilter { Kind = ["system"] }, "name", 200), ct);
            return systems.Match(list => View("Start", list), failure => failure.ToPage(this));
        }

        if (AsOf.Problem(ModelState) is { } unreadable)
        {
            return unreadable.ToPage(this);
        }

        var choice = GraphChoice.Of(query);
        var found = await FetchAsync(query.Focus, choice, asOf, ct);
        if (found.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        // What runs belongs to the present.
        var health = asOf is not null ? Result<ServiceHealth>.Of(ServiceHealth.Nothing) : await mediator.Send(new GetServiceHealth([.. found.Value.Nodes.Where(n => n.Kind.Equals("component", StringComparison.OrdinalIgnoreCase)).Select(n => n.Ref)]), ct);
        return View(new GraphPage(found.Value, choice, health.IsSuccess ? health.Value : ServiceHealth.Nothing, GraphLayout.Of(found.Value)) { AsOf = asOf });
    }

    // The one place where the relations of a picture come from.
    private Task<Result<EntityNeighbourhood>> FetchAsync(string focus, GraphChoice choice, DateTimeOffset? asOf, CancellationToken ct)
        => choice.IsInside
            ? mediator.Send(new GetEntityInside(focus, choice.Types, choice.Kinds, MaxNodes, asOf), ct)
            : mediator.Send(new GetEntityRelations(focus, choice.Depth, choice.Types, MaxNodes, Directed: true, asOf) { Kinds = choice.Kinds }, ct);
}

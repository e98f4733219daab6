using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Graph;

/// <summary>What depends on what, around one entity.</summary>
[Route("graph")]
public sealed class GraphController(IMediator mediator) : Controller
{
    /// <summary>More boxes than this are a wall, not a picture; the table beside it says so.</summary>
    private const int MaxNodes = 120;

    [HttpGet]
    public async Task<IActionResult> Index(string? focus, [FromQuery(Name = "show")] string[]? show, DateTimeOffset? asOf, CancellationToken ct, int depth = 1)
    {
        if (string.IsNullOrWhiteSpace(focus))
        {
            var systems = await mediator.Send(new ListEntities(new EntityFilter { Kind = ["system"] }, "name", 200), ct);
            return systems.Match(list => View("Start", list), failure => failure.ToPage(this));
        }

        if (AsOf.Problem(ModelState) is { } unreadable)
        {
            return unreadable.ToPage(this);
        }

        var chosen = GraphPage.Choose(show, focus);
        var around = await mediator.Send(new GetEntityRelations(focus, depth, GraphPage.Types(chosen), MaxNodes, Directed: true, asOf), ct);
        return around.Match(found => View(new GraphPage(found, depth, chosen, GraphLayout.Of(found)) { AsOf = asOf }), failure => failure.ToPage(this));
    }
}

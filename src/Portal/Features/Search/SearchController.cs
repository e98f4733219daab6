using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Search;

/// <summary>The palette's page: entities by text, and whom a pasted clue leads to.</summary>
public sealed class SearchController(IMediator mediator) : Controller
{
    [HttpGet("/search")]
    public async Task<IActionResult> Index(string? q, CancellationToken ct)
    {
        var text = q?.Trim() ?? "";
        var hits = await mediator.Send(new SearchEntities(text, 50), ct);
        var owner = text.Length == 0 ? null : (await mediator.Send(new FindOwner(text), ct)).Match<OwnerAnswer?>(a => a, _ => null);
        return hits.Match(found => View(new SearchPage(text, found, owner?.Matches.Count > 0 ? owner.Matches[0] : null)), failure => failure.ToPage(this));
    }
}

/// <summary>What the page shows.</summary>
public sealed record SearchPage(string Query, EntityHits Hits, OwnerMatch? Owner);

/// <summary>Search over the API, and behind the palette's suggestions.</summary>
[ApiController]
[Route("api/v1/search")]
public sealed class SearchApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string? q, CancellationToken ct, [Limit(SearchEntities.MaxLimit)] int limit = SearchEntities.DefaultLimit)
        => (await mediator.Send(new SearchEntities(q?.Trim() ?? "", limit), ct)).Match<IActionResult>(
            found => Ok(SearchAnswer.Of(found)),
            failure => failure.ToProblem());
}

public sealed record SearchAnswer(string Query, IReadOnlyList<SearchHit> Items, int Total)
{
    public static SearchAnswer Of(EntityHits found)
        => new(found.Query, [.. found.Items.Select(h => new SearchHit(h.Ref, h.Kind, h.Namespace, h.Name, h.DisplayName, h.Type, h.Description, h.Owner, EntityLinks.Url(h.Ref)))], found.Total);
}

/// <param name="Url">The entity's page, relative to the portal.</param>
public sealed record SearchHit(string Ref, string Kind, string Namespace, string Name, string Title, string? Type, string? Description, string? Owner, string Url);

using MediatR;
using Portal.Application.Catalog;
using Portal.Application.Catalog.Definitions;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Catalog;

/// <summary>Asks for what the open tab of an entity's page needs beyond the entity itself.</summary>
internal static class EntityPageParts
{
    public static async Task<EntityPageView> CompleteAsync(this EntityPageView page, IMediator mediator, DefinitionQuery definition, CancellationToken ct)
    {
        var reference = page.Entity.Ref;
        if (page.AsOf is null)
        {
            var findings = await mediator.Send(new ListEntityFindings(reference), ct);
            var links = await mediator.Send(new GetSourceLinks(reference), ct);
            page = page with { Findings = findings.IsSuccess ? findings.Value : null, Links = links.IsSuccess ? links.Value : null };
        }

        if (page.Tab == "dependencies")
        {
            var dependencies = await mediator.Send(new GetEntityDependencies(reference, page.AsOf), ct);
            page = page with { Dependencies = dependencies.IsSuccess ? dependencies.Value : null };
        }

        if (page.AsOf is null) // what runs belongs to the present
        {
            var health = await mediator.Send(new GetServiceHealth([.. Shown(page)]), ct);
            page = page with { Health = health.IsSuccess ? health.Value : ServiceHealth.Nothing };
        }

        return page.Entity.Kind == "API" && page.Tab is ("definition" or "overview") ? await DefinedAsync(page, mediator, definition, ct) : page;
    }

    private static async Task<EntityPageView> DefinedAsync(EntityPageView page, IMediator mediator, DefinitionQuery definition, CancellationToken ct)
    {
        var query = page.Tab == "definition" ? definition : new DefinitionQuery();
        var read = await mediator.Send(query.ToRequest(page.Entity.Ref, page.AsOf), ct);
        return read.Match(
            found => page with { Definition = new(EntityPageView.Url(page.Entity.Ref), found, query, page.Moment) },
            failure => page with { DefinitionFailure = failure.Message });
    }

    // Components whose state the page shows beside their names.
    private static IEnumerable<string> Shown(EntityPageView page)
        => page.Profile.Related.Values.SelectMany(r => r).Where(r => r.Kind == "Component").Select(r => r.Ref)
            .Concat(page.Dependencies is { } found ? found.On.Concat(found.By).SelectMany(r => r.Providers).Select(p => p.Ref) : [])
            .Distinct(StringComparer.Ordinal);
}

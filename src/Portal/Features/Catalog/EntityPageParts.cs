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
        var findings = await mediator.Send(new ListEntityFindings(reference), ct);
        var links = await mediator.Send(new GetSourceLinks(reference), ct);
        var dependencies = page.Tab == "dependencies" ? await mediator.Send(new GetEntityDependencies(reference), ct) : default;
        var health = await mediator.Send(new GetServiceHealth([.. Shown(page, dependencies.Failure is null ? dependencies : default)]), ct);
        page = page with
        {
            Findings = findings.IsSuccess ? findings.Value : null,
            Links = links.IsSuccess ? links.Value : null,
            Dependencies = page.Tab == "dependencies" && dependencies.IsSuccess ? dependencies.Value : null,
            Health = health.IsSuccess ? health.Value : ServiceHealth.Nothing,
        };
        if (page.Entity.Kind != "API" || page.Tab is not ("definition" or "overview"))
        {
            return page;
        }

        var read = await mediator.Send(page.Tab == "definition" ? definition.ToRequest(reference) : new GetApiDefinition(reference), ct);
        return read.Match(
            found => page with { Definition = new(EntityPageView.Url(reference), found, page.Tab == "definition" ? definition : new()) },
            failure => page with { DefinitionFailure = failure.Message });
    }

    // Components whose state the page shows beside their names.
    private static IEnumerable<string> Shown(EntityPageView page, Application.Common.Result<EntityDependencies> dependencies)
        => page.Profile.Related.Values.SelectMany(r => r).Where(r => r.Kind == "Component").Select(r => r.Ref)
            .Concat(page.Tab == "dependencies" && dependencies is { IsSuccess: true, Value: { } found } ? found.On.Concat(found.By).SelectMany(r => r.Providers).Select(p => p.Ref) : [])
            .Distinct(StringComparer.Ordinal);
}

using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Versions;

namespace Portal.Web.Features.Catalog;

/// <summary>The catalog over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class CatalogApiController(IMediator mediator) : ControllerBase
{
    [HttpGet("entities")]
    public async Task<IActionResult> List([FromQuery] EntityQuery query, string? sort, string? cursor, DateTimeOffset? asOf, CancellationToken ct, [Limit(ListEntities.MaxLimit)] int limit = 50)
        => (await mediator.Send(new ListEntities(query.ToFilter(), sort, limit, cursor, asOf), ct)).ToJson();

    [HttpGet("entities/{kind}/{namespace}/{name}")]
    public async Task<IActionResult> Get(string kind, string @namespace, string name, DateTimeOffset? asOf, CancellationToken ct)
    {
        var reference = $"{kind}:{@namespace}/{name}";
        var entity = await mediator.Send(new GetEntity(reference, asOf), ct);
        if (entity.Failure is { } failure)
        {
            return failure.ToProblem();
        }

        var versions = asOf is null ? await mediator.Send(new GetEntityVersions(reference), ct) : default;
        return Ok(new EntityAnswer(entity.Value, asOf is null && versions.IsSuccess ? versions.Value : null));
    }

    [HttpGet("entities/{kind}/{namespace}/{name}/relations")]
    public async Task<IActionResult> Relations(string kind, string @namespace, string name, [FromQuery(Name = "type")] string[]? types, DateTimeOffset? asOf, CancellationToken ct, int depth = 1, [Limit(5000)] int limit = 2000)
        => await (await mediator.Send(new GetEntityRelations($"{kind}:{@namespace}/{name}", depth, types, limit, AsOf: asOf), ct)).WithStatesAsync(mediator, asOf, ct);

    [HttpGet("entities/{kind}/{namespace}/{name}/history")]
    public async Task<IActionResult> History(string kind, string @namespace, string name, CancellationToken ct, [Limit(500)] int limit = 50)
        => (await mediator.Send(new GetEntityHistory($"{kind}:{@namespace}/{name}", limit), ct)).ToJson();

    [HttpGet("entities/{kind}/{namespace}/{name}/raw")]
    public async Task<IActionResult> Raw(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetRaw($"{kind}:{@namespace}/{name}"), ct)).Match(raw => Content(raw.Text, "application/yaml; charset=utf-8"), failure => failure.ToProblem());

    [HttpGet("facets")]
    public async Task<IActionResult> Facets([FromQuery(Name = "facet")] string[]? facets, [FromQuery] EntityQuery query, CancellationToken ct)
        => (await mediator.Send(new GetFacets(facets ?? [], query.ToFilter()), ct)).ToJson();
}

/// <summary>One entity in full; lists answer the same fields without the last six.</summary>
public sealed class EntityAnswer(EntityView entity, EntityVersions? versions)
{
    public string Ref => entity.Ref;

    public string Kind => entity.Kind;

    public string Namespace => entity.Namespace;

    public string Name => entity.Name;

    public string? Title => entity.Title;

    public string? Description => entity.Description;

    public string? Type => entity.Type;

    public string? Owner => entity.Owner;

    public string? Lifecycle => entity.Lifecycle;

    public string? System => entity.System;

    public IReadOnlyList<string> Tags => entity.Tags;

    public IReadOnlyList<RelationView> Relations => entity.Relations;

    public IReadOnlyList<SourceView> Sources => entity.Sources;

    public IReadOnlyList<EntityError> Errors => entity.Errors;

    public IReadOnlyList<EntityError> Warnings => entity.Warnings;

    public string DisplayName => entity.DisplayName;

    public string ApiVersion => entity.Details!.ApiVersion;

    public IReadOnlyDictionary<string, string> Annotations => entity.Details!.Annotations;

    public IReadOnlyDictionary<string, string> Labels => entity.Details!.Labels;

    public IReadOnlyList<EntityLink> Links => entity.Details!.Links;

    public System.Text.Json.JsonElement Spec => entity.Details!.Spec;

    /// <summary>Declared and live; null when they cannot be told.</summary>
    public EntityVersions? Versions => versions;
}

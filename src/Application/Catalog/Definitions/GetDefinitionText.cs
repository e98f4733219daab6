using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog.Definitions;

/// <summary>The definition of an API, as its descriptor holds or names it.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetDefinitionText(string Ref) : IQuery<DefinitionFile>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="MediaType">application/json, application/yaml or text/plain; never one that a browser would run.</param>
public sealed record DefinitionFile(string Text, string MediaType);

internal sealed class GetDefinitionTextHandler(ICatalog catalog, ApiDefinitions definitions) : IQueryHandler<GetDefinitionText, DefinitionFile>
{
    public Task<Result<DefinitionFile>> Handle(GetDefinitionText query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<DefinitionFile>>(CatalogErrors.BadRef(query.Ref));
        }

        return Task.FromResult<Result<DefinitionFile>>(catalog.Current.Find(reference) is { } entity && definitions.Of(entity) is { } outline
            ? new DefinitionFile(outline.Text, outline.Syntax switch { TextSyntax.Json => "application/json", TextSyntax.Yaml => "application/yaml", _ => "text/plain" })
            : new NotFound("catalog.no_definition", $"There is no definition of {reference} here. Its descriptor names one in spec.definition when its kind is API."));
    }
}

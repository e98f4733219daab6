using System.Globalization;
using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Everything a list matches, for a file.</summary>
/// <param name="Sort">As in <see cref="ListEntities"/>.</param>
public sealed record ExportEntities(EntityFilter Filter, string? Sort = null) : IQuery<EntityExport>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">How many rows there are.</param>
/// <param name="Rows">Made while they are read; all from one snapshot, however long the reader takes.</param>
public sealed record EntityExport(int Total, IEnumerable<ExportRow> Rows);

/// <summary>One entity in a file.</summary>
public sealed record ExportRow(CatalogEntity Entity, int Uses, int UsedBy)
{
    public static IReadOnlyList<string> Header { get; } =
        ["ref", "kind", "namespace", "name", "title", "type", "lifecycle", "owner", "system", "tags", "description", "uses", "usedBy", "errors", "source"];

    /// <summary>In the order of the header.</summary>
    public IEnumerable<string?> Cells() =>
    [
        Entity.Ref.ToString(), Entity.Kind, Entity.Namespace, Entity.Name, Entity.Title, Entity.Type, Entity.Lifecycle, Entity.Owner?.ToString(), Entity.System?.ToString(),
        string.Join(' ', Entity.Tags), Entity.Description, Number(Uses), Number(UsedBy), Number(Entity.Errors.Count), Entity.Sources.Count > 0 ? Entity.Sources[0].Location : null,
    ];

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}

internal sealed class ExportEntitiesValidator : AbstractValidator<ExportEntities>
{
    public ExportEntitiesValidator()
    {
        RuleFor(q => q.Sort).Must(s => s is null || ListEntities.IsSort(s)).OverridePropertyName("sort")
            .WithMessage($"Sort by one of {string.Join(", ", ListEntities.Sorts)}, with a '-' before it for the other direction.");
        RuleFor(q => q.Filter.Q).MaximumLength(ListEntities.MaxText).OverridePropertyName("q").WithMessage($"A search text has at most {ListEntities.MaxText} characters.");
    }
}

internal sealed class ExportEntitiesHandler(ICatalog catalog) : IQueryHandler<ExportEntities, EntityExport>
{
    public Task<Result<EntityExport>> Handle(ExportEntities query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var list = EntityList.Of(graph, query.Filter, query.Sort, graph.Entities.Count + 1, null);
        return Task.FromResult<Result<EntityExport>>(new EntityExport(list.Total, list.Positions.Select(p => Row(graph, graph.Entities[p]))));
    }

    private static ExportRow Row(CatalogGraph graph, CatalogEntity entity)
    {
        var relations = graph.RelationsOf(entity.Ref);
        return new(entity, relations.Count(r => r.Type is RelationTypes.DependsOn or RelationTypes.ConsumesApi), relations.Count(r => r.Type is RelationTypes.DependencyOf or RelationTypes.ApiConsumedBy));
    }
}

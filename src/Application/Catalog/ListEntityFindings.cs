using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>What is not right with a valid entity: relations that lead nowhere, and notes that cannot be understood.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record ListEntityFindings(string Ref) : IQuery<EntityFindings>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Dangling">Relations that the entity declares, to entities that no source declares.</param>
/// <param name="Warnings">Mistakes that leave the entity valid, with their place.</param>
public sealed record EntityFindings(IReadOnlyList<MissingTarget> Dangling, IReadOnlyList<EntityError> Warnings);

/// <param name="Type">Relation type, read from the entity.</param>
/// <param name="Target">Full ref of what is missing.</param>
/// <param name="Near">What may have been meant, likeliest first.</param>
public sealed record MissingTarget(string Type, string Target, IReadOnlyList<RelatedEntity> Near);

internal sealed class ListEntityFindingsHandler(ICatalog catalog, DependencyNoteReader notes) : IQueryHandler<ListEntityFindings, EntityFindings>
{
    private const int MaxDangling = 50;
    private const int Suggestions = 3;

    public Task<Result<EntityFindings>> Handle(ListEntityFindings query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<EntityFindings>>(CatalogErrors.BadRef(query.Ref));
        }

        return Task.FromResult<Result<EntityFindings>>(graph.Find(reference) is not { } entity
            ? CatalogErrors.NoEntity(reference.ToString())
            : new EntityFindings(
                [.. entity.Declares.Where(r => graph.Find(r.Target) is null).Take(MaxDangling)
                    .Select(r => new MissingTarget(r.Type, r.Target.ToString(), [.. NearNames.Of(r.Target, graph, Suggestions).Select(e => RelatedEntity.Of(e.Ref, graph))]))],
                notes.Of(entity).Problems));
    }
}

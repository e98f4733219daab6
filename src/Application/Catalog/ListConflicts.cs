using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Names that more than one source claims; those that nobody has settled first.</summary>
public sealed record ListConflicts : IQuery<ConflictList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record ConflictList(IReadOnlyList<ConflictSummary> Items);

/// <param name="ShownFrom">The file whose claim is shown.</param>
/// <param name="Others">The files that claim it, too.</param>
public sealed record ConflictSummary(string Ref, string DisplayName, string Kind, string? Owner, string ShownFrom, IReadOnlyList<string> Others, bool IsSettled);

internal sealed class ListConflictsHandler(ICatalog catalog) : IQueryHandler<ListConflicts, ConflictList>
{
    public Task<Result<ConflictList>> Handle(ListConflicts query, CancellationToken cancellationToken)
        => Task.FromResult<Result<ConflictList>>(new ConflictList([.. catalog.Current.Entities.Where(e => e.Sources.Count > 1).Select(Summary).OrderBy(c => c.IsSettled)]));

    // A settled name is no error any more: the snapshot says which it is.
    private static ConflictSummary Summary(CatalogEntity entity)
        => new(entity.Ref.ToString(), entity.DisplayName, entity.Kind, entity.Owner?.ToString(), entity.Sources[0].Location, [.. entity.Sources.Skip(1).Select(s => s.Location)],
            !entity.Errors.Any(e => entity.Sources.Skip(1).Any(s => s.Location == e.Location && s.Line == e.Line)));
}

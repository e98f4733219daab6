using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>People who are gone, with what they leave open.</summary>
public sealed record ListLeavers : IQuery<LeaverList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Items">Who is gone.</param>
/// <param name="Unknown">Refs that name nobody who ever was in the catalog: misspelt, and nobody has left.</param>
public sealed record LeaverList(IReadOnlyList<Leaver> Items, IReadOnlyList<Leaver> Unknown, DateTimeOffset CatalogAt);

internal sealed class ListLeaversHandler(OnCallDirectory directory, OwnershipStore store) : IQueryHandler<ListLeavers, LeaverList>
{
    public Task<Result<LeaverList>> Handle(ListLeavers request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        var found = Leavers.In(view, store.Leavers, store.EverKnown).ToLookup(l => l.Cause == Leaver.Unknown);
        return Task.FromResult<Result<LeaverList>>(new LeaverList([.. found[false]], [.. found[true]], view.Graph.BuiltAt));
    }
}

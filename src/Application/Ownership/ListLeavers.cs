using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>People who are gone, with what they leave open.</summary>
public sealed record ListLeavers : IQuery<LeaverList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record LeaverList(IReadOnlyList<Leaver> Items, DateTimeOffset CatalogAt);

internal sealed class ListLeaversHandler(OnCallDirectory directory, OwnershipStore store) : IQueryHandler<ListLeavers, LeaverList>
{
    public Task<Result<LeaverList>> Handle(ListLeavers request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        return Task.FromResult<Result<LeaverList>>(new LeaverList(Leavers.In(view, store.Leavers), view.Graph.BuiltAt));
    }
}

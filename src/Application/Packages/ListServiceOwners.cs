using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>Who owns components, for forms that narrow by owner.</summary>
public sealed record ListServiceOwners : IQuery<ServiceOwners>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record ServiceOwners(IReadOnlyList<ServiceOwner> Items);

public sealed record ServiceOwner(string Ref, string Name);

internal sealed class ListServiceOwnersHandler(ICatalog catalog) : IQueryHandler<ListServiceOwners, ServiceOwners>
{
    public Task<Result<ServiceOwners>> Handle(ListServiceOwners request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var owners = graph.Entities.Where(e => e.Ref.Kind == "component" && e.Owner is not null).Select(e => e.Owner!.Value).Distinct();
        return Task.FromResult<Result<ServiceOwners>>(new ServiceOwners([.. owners.Select(o => new ServiceOwner(o.ToString(), Owners.NameOf(graph, o)!)).OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase)]));
    }
}

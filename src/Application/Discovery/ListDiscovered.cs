using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Discovery;

/// <summary>Services that were discovered in clusters, and the pull requests that declare them.</summary>
/// <param name="Q">Part of name, namespace or image.</param>
/// <param name="Owner">Ref of a guessed owner; "none" for those without.</param>
public sealed record ListDiscovered(string? Q = null, string? Owner = null) : IQuery<DiscoveredList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Items">The surest first.</param>
/// <param name="LooksDeclared">Workloads that most likely belong to a declared component and lack a label.</param>
/// <param name="Done">Promotions whose entity the catalog holds by now.</param>
/// <param name="NotHeard">Clusters that are not live: what they run may have changed.</param>
public sealed record DiscoveredList(IReadOnlyList<DiscoveredRow> Items, IReadOnlyList<DiscoveredService> LooksDeclared, IReadOnlyList<PromotionView> Done, IReadOnlyList<ClusterStatus> NotHeard, int Clusters);

/// <param name="Ref">Of the discovered entity.</param>
/// <param name="OwnerName">For people.</param>
public sealed record DiscoveredRow(string Ref, DiscoveredService Service, string? OwnerName, PromotionView? Promotion);

internal sealed class ListDiscoveredValidator : AbstractValidator<ListDiscovered>
{
    public ListDiscoveredValidator() => RuleFor(q => q.Q).MaximumLength(200).OverridePropertyName("q").WithMessage("Search for at most 200 characters.");
}

internal sealed class ListDiscoveredHandler(IPortalDb db, IObservedEstate observed, ICatalog catalog, DiscoveryOptions options) : IQueryHandler<ListDiscovered, DiscoveredList>
{
    private const int DoneShown = 20;

    public async Task<Result<DiscoveredList>> Handle(ListDiscovered query, CancellationToken cancellationToken)
    {
        var (estate, graph) = (observed.Estate, catalog.Current);
        var promotions = (await db.Set<DiscoveryPromotion>().AsNoTracking().OrderByDescending(p => p.Id).Take(1000).ToListAsync(cancellationToken)).ConvertAll(p => PromotionView.Of(p, graph));
        var open = promotions.ToDictionary(p => p.Workload, StringComparer.Ordinal);
        var services = WorkloadDiscovery.Of(estate, graph, options).ToLookup(s => s.LooksLike is null);
        return new DiscoveredList(
            [.. services[true].Where(s => Fits(s, query)).OrderByDescending(s => s.Confidence).ThenBy(s => s.Name, StringComparer.Ordinal)
                .Select(s => new DiscoveredRow(new EntityRef("component", EntityRef.DefaultNamespace, s.EntityName).ToString(), s, s.Owner is { } owner ? graph.Find(EntityRef.Parse(owner))?.DisplayName : null, open.GetValueOrDefault(s.From)))],
            [.. services[false]],
            [.. promotions.Where(p => p.State == PromotionView.Done).Take(DoneShown)],
            [.. estate.Clusters.Values.Where(c => c.State != ClusterState.Live).OrderBy(c => c.Name, StringComparer.Ordinal)], estate.Clusters.Count);
    }

    private static bool Fits(DiscoveredService service, ListDiscovered query)
        => (string.IsNullOrEmpty(query.Owner) || (query.Owner == "none" ? service.Owner is null : service.Owner == query.Owner))
            && (string.IsNullOrWhiteSpace(query.Q) || service.From.Contains(query.Q.Trim(), StringComparison.OrdinalIgnoreCase) || service.Placements.Any(p => p.Image.Contains(query.Q.Trim(), StringComparison.OrdinalIgnoreCase)));
}

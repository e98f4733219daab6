using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>What the whole organisation is made of.</summary>
public sealed record GetPackageOverview : IQuery<PackageOverview>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="CountedAt">When it was counted; at most half a minute ago.</param>
/// <param name="Packages">Names that are known.</param>
/// <param name="Uses">Packages in sets, over all services.</param>
/// <param name="Newest">The sets read last, newest first.</param>
/// <param name="Without">Services of which nothing is known, in production first.</param>
/// <param name="Services">Components of the catalog.</param>
public sealed record PackageOverview(DateTimeOffset CountedAt, int Packages, int Uses, IReadOnlyList<UsedPackage> MostUsed, IReadOnlyList<PackageSetView> Newest, IReadOnlyList<UndescribedService> Without, int WithoutTotal, int Services);

/// <param name="Services">How many services use it.</param>
/// <param name="Versions">In how many versions.</param>
public sealed record UsedPackage(string Ecosystem, string Name, int Services, int Versions);

public sealed record UndescribedService(string Ref, string Name, string? Owner, string? OwnerName, string? Lifecycle);

internal sealed class GetPackageOverviewHandler(IPortalDb db, ICatalog catalog, PackageOverviews overviews, TimeProvider clock) : IQueryHandler<GetPackageOverview, PackageOverview>
{
    private const int MostShown = 15;
    private const int NewestShown = 10;
    private const int WithoutShown = 20;

    public async Task<Result<PackageOverview>> Handle(GetPackageOverview request, CancellationToken cancellationToken)
    {
        var counts = overviews.Counts ?? await CountAsync(cancellationToken);
        var graph = catalog.Current;
        var components = graph.Entities.Where(e => e.Ref.Kind == "component").ToList();
        var without = components.Where(e => !counts.Described.Contains(e.Ref.ToString())).ToList();
        var shown = without.OrderByDescending(e => string.Equals(e.Lifecycle, "production", StringComparison.OrdinalIgnoreCase)).ThenBy(e => e.Ref.Name, StringComparer.Ordinal).Take(WithoutShown);
        return new PackageOverview(counts.At, counts.Packages, counts.Uses, counts.MostUsed, counts.Newest,
            [.. shown.Select(e => new UndescribedService(e.Ref.ToString(), e.DisplayName, e.Owner?.ToString(), Owners.NameOf(graph, e.Owner), e.Lifecycle))], without.Count, components.Count);
    }

    internal static IQueryable<PackageTally> Tallies(IPortalDb db)
        => db.Set<PackageUse>().AsNoTracking().GroupBy(u => u.PackageId).Select(g => new { PackageId = g.Key, Uses = g.Count() }).OrderByDescending(t => t.Uses).ThenBy(t => t.PackageId)
            .Select(t => new PackageTally(t.PackageId, t.Uses));

    internal static IQueryable<PackageVersionInSet> Versions(IPortalDb db, long[] packages)
        => db.Set<PackageUse>().AsNoTracking().Where(u => packages.Contains(u.PackageId)).Join(db.Set<PackageSet>(), u => u.SetId, s => s.Id, (u, s) => new PackageVersionInSet(u.PackageId, u.VersionId, s.Entity));

    internal static IQueryable<PackageSet> Newest(IPortalDb db) => db.Set<PackageSet>().AsNoTracking().OrderByDescending(s => s.ReadAt).ThenByDescending(s => s.Id).Take(NewestShown);

    private async Task<PackageCounts> CountAsync(CancellationToken ct)
    {
        var writes = overviews.Writes;
        var tallies = await Tallies(db).ToListAsync(ct);
        long[] top = [.. tallies.Take(MostShown).Select(t => t.PackageId)];
        var names = await db.Set<Package>().AsNoTracking().Where(p => top.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var uses = (await Versions(db, top).ToListAsync(ct)).ToLookup(u => u.PackageId);
        List<UsedPackage> most = [.. top.Select(id => new UsedPackage(names[id].Ecosystem, names[id].Name,
            uses[id].Select(u => u.Entity).Distinct(StringComparer.Ordinal).Count(), uses[id].Select(u => u.VersionId).Distinct().Count()))];
        var newest = await Newest(db).ToListAsync(ct);
        var described = await db.Set<PackageSet>().AsNoTracking().Select(s => s.Entity).Distinct().ToListAsync(ct);
        var counts = new PackageCounts(clock.GetUtcNow(), tallies.Count, tallies.Sum(t => t.Uses), [.. most.OrderByDescending(m => m.Services)], [.. newest.Select(PackageSetView.Of)], described.ToHashSet(StringComparer.Ordinal));
        overviews.Keep(counts, writes);
        return counts;
    }
}

internal sealed record PackageTally(long PackageId, int Uses);

internal sealed record PackageVersionInSet(long PackageId, long VersionId, string Entity);

/// <summary>Names of owners.</summary>
internal static class Owners
{
    public static string? NameOf(CatalogGraph graph, EntityRef? owner) => owner is not { } reference ? null : graph.Find(reference) is { } entity ? People.NameOf(entity) : reference.Name;
}

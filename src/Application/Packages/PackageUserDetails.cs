using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Packages;

/// <summary>Adds way, owner, places and age to the answers of one page: three questions by key, however many answers there are in all.</summary>
internal sealed class PackageUserDetails(IPortalDb db, CatalogGraph graph, IDeploymentPictures pictures)
{
    public async Task<IReadOnlyList<PackageUser>> OfAsync(IReadOnlyList<Answer> page, CancellationToken ct)
    {
        if (page.Count == 0)
        {
            return [];
        }

        var paths = await Paths(db, [.. page.Select(a => a.Use.Id)]).ToDictionaryAsync(p => p.Id, p => p.Path, ct);
        var sets = await Sets(db, [.. page.SelectMany(a => a.Others.Append(a.Use.SetId)).Distinct()]).ToDictionaryAsync(s => s.Id, ct);
        var steps = await PackageSteps.ReadAsync(db, paths.Values, ct);
        return [.. page.Select(a => Of(a, sets[a.Use.SetId], [.. a.Others.Select(o => sets[o].Source)], steps.Of(paths[a.Use.Id])))];
    }

    internal static IQueryable<UsePath> Paths(IPortalDb db, long[] uses) => db.Set<PackageUse>().AsNoTracking().Where(u => uses.Contains(u.Id)).Select(u => new UsePath(u.Id, u.Path));

    internal static IQueryable<PackageSet> Sets(IPortalDb db, long[] sets) => db.Set<PackageSet>().AsNoTracking().Where(s => sets.Contains(s.Id));

    private PackageUser Of(Answer answer, PackageSet set, IReadOnlyList<string> alsoIn, IReadOnlyList<PackageStep> way)
    {
        var package = answer.Version.Package;
        var reference = EntityRef.Parse(answer.Entity);
        var entity = graph.Find(reference);
        return new(
            answer.Entity,
            entity?.DisplayName ?? reference.Name,
            entity is not null,
            entity?.Owner?.ToString(),
            Owners.NameOf(graph, entity?.Owner),
            package.Ecosystem,
            package.Name,
            answer.Version.Text,
            answer.Version.Met == Met.Yes,
            new PackageUrl(package.Ecosystem, package.Name, answer.Version.Text.Length == 0 ? null : answer.Version.Text).ToString(),
            answer.Use.IsDirect,
            answer.Use.IsDevelopment,
            [.. way, new PackageStep(package.Name, answer.Version.Text)],
            [.. pictures.OfService(answer.Entity).OrderBy(d => EnvironmentOrder.Of(d.Environment)).ThenBy(d => d.Cluster, StringComparer.Ordinal).Select(d => new LivePlace(d.Cluster, d.Environment, d.Version, Describes(set, d), d.AsOf))],
            set.Source,
            alsoIn,
            set.AsOf,
            set.SubjectVersion);
    }

    private static bool? Describes(PackageSet set, Deployment deployment)
        => set.SubjectVersion is not { } version ? null : string.Equals(version.TrimStart('v'), deployment.Version.TrimStart('v'), StringComparison.OrdinalIgnoreCase);
}

internal sealed record UsePath(long Id, string? Path);

/// <summary>Names and versions behind the ids of ways.</summary>
internal sealed class PackageSteps
{
    private readonly Dictionary<long, PackageStep> _steps;

    private PackageSteps(Dictionary<long, PackageStep> steps) => _steps = steps;

    public static async Task<PackageSteps> ReadAsync(IPortalDb db, IEnumerable<string?> paths, CancellationToken ct)
    {
        Dictionary<long, PackageStep> steps = [];
        foreach (var ids in paths.SelectMany(Ids).Distinct().Chunk(500))
        {
            foreach (var row in await Named(db, ids).ToListAsync(ct))
            {
                steps[row.Id] = new(row.Name, row.Version);
            }
        }

        return new(steps);
    }

    public IReadOnlyList<PackageStep> Of(string? path) => [.. Ids(path).Where(_steps.ContainsKey).Select(id => _steps[id])];

    internal static IQueryable<NamedVersion> Named(IPortalDb db, long[] versions)
        => db.Set<PackageVersion>().AsNoTracking().Where(v => versions.Contains(v.Id)).Join(db.Set<Package>(), v => v.PackageId, p => p.Id, (v, p) => new NamedVersion(v.Id, p.Name, v.Text));

    private static IEnumerable<long> Ids(string? path)
        => path is null ? [] : path.Split('.').Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
}

internal sealed record NamedVersion(long Id, string Name, string Version);

using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Packages;

/// <summary>
/// Names and versions are few and are judged here, by the ecosystem's rules; the uses of the versions that fit come from one index; owner and life come from memory. Only the
/// answers of the page are read in full.
/// </summary>
internal sealed class FindPackageUsersHandler(IPortalDb db, ICatalog catalog, IDeploymentPictures pictures) : IQueryHandler<FindPackageUsers, PackageUsers>
{
    private const int MostPackages = 500;
    private const int MostUses = 100_000;
    private const int SimilarShown = 8;

    // More ids than this in one question would be slower than sorting out the rest here.
    private const int MostIds = 500;

    public async Task<Result<PackageUsers>> Handle(FindPackageUsers request, CancellationToken cancellationToken)
    {
        var asked = Question.Of(request);
        var condition = VersionCondition.Parse(asked.Version, out _)!;
        var packages = await Named(db, asked).Take(MostPackages + 1).ToListAsync(cancellationToken);
        if (packages.Count > MostPackages)
        {
            return PackageErrors.TooMany(asked.Key, MostPackages);
        }

        if (packages.Count == 0)
        {
            var similar = await SuggestPackagesHandler.FindAsync(db, asked.Key, asked.Ecosystem, SimilarShown, cancellationToken);
            return new PackageUsers([], 0, null, false, 0, 0, [], similar);
        }

        if (packages.Select(p => p.Ecosystem).Distinct(StringComparer.Ordinal).Select(condition.ProblemIn).FirstOrDefault(p => p is not null) is { } problem)
        {
            return problem;
        }

        var versions = await VersionsAsync(packages, condition, cancellationToken);
        var (answers, isCut) = await AnswersAsync(request, packages, versions, cancellationToken);
        var start = request.Cursor is { } cursor ? UserCursor.After(answers, UserCursor.Read(cursor)!) : 0;
        var page = answers.Skip(start).Take(request.Limit).ToList();
        var next = start + page.Count < answers.Count ? UserCursor.Write(page[^1]) : null;
        var services = answers.Select(a => (a.Entity, a.IsLive)).Distinct().ToList();
        return new PackageUsers(
            await new PackageUserDetails(db, catalog.Current, pictures).OfAsync(page, cancellationToken),
            answers.Count,
            next,
            isCut,
            services.Count,
            services.Count(s => s.IsLive),
            [.. packages.Select(p => new AskedPackage(p.Ecosystem, p.Name, versions.Values.Count(v => v.Package == p), versions.Values.Count(v => v.Package == p && v.Met == Met.Yes)))],
            []);
    }

    internal static IQueryable<Package> Named(IPortalDb db, Question asked)
    {
        var packages = db.Set<Package>().AsNoTracking();
        if (asked.Ecosystem is { } ecosystem)
        {
            packages = packages.Where(p => p.Ecosystem == ecosystem);
        }

        // The key of a PyPI name may differ from that of the same text elsewhere.
        var (key, other) = (asked.Key, asked.PythonKey);
        return (asked.IsPrefix ? packages.Where(p => p.Key.StartsWith(key) || (p.Ecosystem == Ecosystems.PyPi && p.Key.StartsWith(other)))
            : packages.Where(p => p.Key == key || (p.Ecosystem == Ecosystems.PyPi && p.Key == other))).OrderBy(p => p.Key).ThenBy(p => p.Id);
    }

    internal static IQueryable<FoundUse> Uses(IPortalDb db, long[] packages, long[]? versions)
    {
        var uses = db.Set<PackageUse>().AsNoTracking();
        if (packages.Length == 1)
        {
            var only = packages[0];
            uses = uses.Where(u => u.PackageId == only);
        }
        else
        {
            uses = uses.Where(u => packages.Contains(u.PackageId));
        }

        if (versions is not null)
        {
            uses = uses.Where(u => versions.Contains(u.VersionId));
        }

        return uses.OrderBy(u => u.PackageId).ThenBy(u => u.VersionId).Take(MostUses + 1)
            .Join(db.Set<PackageSet>(), u => u.SetId, s => s.Id, (u, s) => new FoundUse(u.Id, u.VersionId, u.SetId, u.IsDirect, u.IsDevelopment, s.Entity));
    }

    private async Task<Dictionary<long, JudgedVersion>> VersionsAsync(List<Package> packages, VersionCondition condition, CancellationToken ct)
    {
        var byId = packages.ToDictionary(p => p.Id);
        long[] ids = [.. byId.Keys];
        var rows = await PackageNames.Known(db, ids).Select(v => new { v.Id, v.PackageId, v.Text }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Id, r => new JudgedVersion(byId[r.PackageId], r.Text, condition.Test(byId[r.PackageId].Ecosystem, r.Text)));
    }

    private async Task<(List<Answer> Sorted, bool IsCut)> AnswersAsync(FindPackageUsers request, List<Package> packages, Dictionary<long, JudgedVersion> versions, CancellationToken ct)
    {
        var fitting = versions.Where(v => v.Value.Met != Met.No).Select(v => v.Key).ToArray();
        if (fitting.Length == 0)
        {
            return ([], false);
        }

        var isNarrow = packages.Count == 1 && fitting.Length < versions.Count && fitting.Length <= MostIds;
        var uses = await Uses(db, [.. packages.Select(p => p.Id)], isNarrow ? fitting : null).ToListAsync(ct);
        var services = new ServiceFacts(catalog.Current, pictures);
        var filter = new EntityFilter { Owner = string.IsNullOrWhiteSpace(request.Owner) ? [] : [request.Owner.Trim()] };
        Dictionary<(string, long), Answer> best = [];
        foreach (var use in uses)
        {
            var version = versions[use.VersionId];
            if (version.Met == Met.No || (use.IsDevelopment && !request.Development) || (!request.Transitive && use.IsDirect != true))
            {
                continue;
            }

            var (entity, isLive) = services.Of(use.Entity);
            if ((request.Live is { } live && isLive != live) || (filter.Owner.Count > 0 && (entity is null || !filter.Matches(entity, catalog.Current))))
            {
                continue;
            }

            // Two sets of a service may hold the same version: the one that knows more speaks, the newer of two alike.
            var answer = new Answer(use, version, isLive);
            var key = (use.Entity, use.VersionId);
            best[key] = best.TryGetValue(key, out var other) && other.CompareKnowledge(answer) >= 0 ? other.With(use.SetId) : answer.With([.. other?.Others ?? [], .. other is null ? [] : new[] { other.Use.SetId }]);
        }

        List<Answer> sorted = [.. best.Values];
        sorted.Sort(static (a, b) => UserCursor.Compare(a.Key, b.Key));
        return (sorted, uses.Count > MostUses);
    }
}

/// <summary>The question with the package URL taken apart.</summary>
internal sealed record Question(string Key, string PythonKey, bool IsPrefix, string? Ecosystem, string? Version)
{
    public static Question Of(FindPackageUsers request)
    {
        var text = request.Name!.Trim();
        var ecosystem = string.IsNullOrWhiteSpace(request.Ecosystem) ? null : Ecosystems.Canonical(request.Ecosystem);
        if (PackageUrl.TryParse(text, out var purl))
        {
            return new(Ecosystems.Key(purl.Ecosystem, purl.Name), Ecosystems.Key(Ecosystems.PyPi, purl.Name), false, purl.Ecosystem, string.IsNullOrWhiteSpace(request.Version) ? purl.Version : request.Version);
        }

        var isPrefix = text.EndsWith('*');
        var name = isPrefix ? text.TrimEnd('*') : text;
        return new(name.ToLowerInvariant(), Ecosystems.Key(Ecosystems.PyPi, name), isPrefix, ecosystem, request.Version);
    }
}

internal sealed record FoundUse(long Id, long VersionId, long SetId, bool? IsDirect, bool IsDevelopment, string Entity);

internal sealed record JudgedVersion(Package Package, string Text, Met Met);

/// <summary>A use that answers the question.</summary>
internal sealed record Answer(FoundUse Use, JudgedVersion Version, bool IsLive)
{
    public string Entity => Use.Entity;

    /// <summary>Sets of the same service that say the same.</summary>
    public IReadOnlyList<long> Others { get; private init; } = [];

    /// <summary>Running services first; what is not known for sure after what is.</summary>
    public AnswerKey Key => new(!IsLive, Version.Met == Met.Unknown, Entity, Version.Package.Key, Version.Text, Use.VersionId);

    public Answer With(params long[] others) => this with { Others = [.. Others, .. others] };

    public int CompareKnowledge(Answer other)
    {
        var order = (Use.IsDirect is not null).CompareTo(other.Use.IsDirect is not null);
        return order != 0 ? order : Use.SetId.CompareTo(other.Use.SetId);
    }
}

/// <summary>Catalog entry and life of each service that is asked about, looked up once.</summary>
internal sealed class ServiceFacts(CatalogGraph graph, IDeploymentPictures pictures)
{
    private readonly Dictionary<string, (CatalogEntity? Entity, bool IsLive)> _known = new(StringComparer.Ordinal);

    public (CatalogEntity? Entity, bool IsLive) Of(string service)
        => _known.TryGetValue(service, out var facts) ? facts
            : _known[service] = (EntityRef.TryParse(service, out var reference) ? graph.Find(reference) : null, pictures.OfService(service).Count > 0);
}

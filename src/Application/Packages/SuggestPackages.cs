using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>Names of known packages that begin with, or else contain, a text.</summary>
public sealed record SuggestPackages(string? Q, string? Ecosystem = null, int Limit = 10) : IQuery<PackageSuggestions>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record PackageSuggestions(IReadOnlyList<SuggestedPackage> Items);

public sealed record SuggestedPackage(string Ecosystem, string Name, string Purl);

internal sealed class SuggestPackagesValidator : AbstractValidator<SuggestPackages>
{
    public SuggestPackagesValidator()
    {
        RuleFor(q => q.Q).MaximumLength(Package.TextMaxLength).OverridePropertyName("q").WithMessage($"A package's name has at most {Package.TextMaxLength} characters.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 100).OverridePropertyName("limit").WithMessage("Ask for 1 to 100 names.");
    }
}

internal sealed class SuggestPackagesHandler(IPortalDb db) : IQueryHandler<SuggestPackages, PackageSuggestions>
{
    public async Task<Result<PackageSuggestions>> Handle(SuggestPackages request, CancellationToken cancellationToken)
        => string.IsNullOrWhiteSpace(request.Q) ? new PackageSuggestions([]) : new PackageSuggestions(await FindAsync(db, request.Q, request.Ecosystem, request.Limit, cancellationToken));

    /// <summary>Those that begin with the text come first; both questions are asked in the order of the name.</summary>
    public static async Task<IReadOnlyList<SuggestedPackage>> FindAsync(IPortalDb db, string text, string? ecosystem, int limit, CancellationToken ct)
    {
        var key = text.Trim().ToLowerInvariant();
        var found = await Beginning(db, key, ecosystem).Take(limit).ToListAsync(ct);
        if (found.Count < limit)
        {
            var more = await Containing(db, key, ecosystem).Take(limit).ToListAsync(ct);
            found.AddRange(more.ExceptBy(found.Select(f => f.Id), m => m.Id).Take(limit - found.Count));
        }

        return [.. found.Select(p => new SuggestedPackage(p.Ecosystem, p.Name, new PackageUrl(p.Ecosystem, p.Name, null).ToString()))];
    }

    internal static IQueryable<Package> Beginning(IPortalDb db, string key, string? ecosystem)
        => In(db, ecosystem).Where(p => p.Key.StartsWith(key)).OrderBy(p => p.Key).ThenBy(p => p.Id);

    internal static IQueryable<Package> Containing(IPortalDb db, string key, string? ecosystem)
        => In(db, ecosystem).Where(p => p.Key.Contains(key)).OrderBy(p => p.Key).ThenBy(p => p.Id);

    // A name that nobody uses any more is not offered.
    private static IQueryable<Package> In(IPortalDb db, string? ecosystem)
    {
        var packages = db.Set<Package>().AsNoTracking().Where(p => db.Set<PackageUse>().Any(u => u.PackageId == p.Id));
        if (string.IsNullOrWhiteSpace(ecosystem))
        {
            return packages;
        }

        var canonical = Ecosystems.Canonical(ecosystem);
        return packages.Where(p => p.Ecosystem == canonical);
    }
}

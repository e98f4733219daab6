using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>What one service is made of, a page at a time.</summary>
/// <param name="Q">Only packages whose name contains it.</param>
/// <param name="Page">From 1.</param>
/// <param name="Limit">1 to 1000.</param>
public sealed record GetPackagesOfService(string Namespace, string Name, string? Q = null, int Page = 1, int Limit = 100) : IQuery<ServicePackages>
{
    public string Ref => new EntityRef("component", Namespace ?? "", Name ?? "").ToString();

    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Sets">What is known and from where, newest first.</param>
/// <param name="Items">Packages by name.</param>
/// <param name="Total">How many fit, over all pages.</param>
/// <param name="MayEdit">Whether the caller may upload and remove; what a page offers follows it.</param>
public sealed record ServicePackages(string Service, string ServiceName, bool InCatalog, IReadOnlyList<PackageSetView> Sets, IReadOnlyList<ServicePackage> Items, int Total, int Page, bool HasMore)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool MayEdit { get; init; }
}

/// <param name="Path">From the direct dependency to the package itself.</param>
public sealed record ServicePackage(string Ecosystem, string Package, string Version, string Purl, bool? Direct, bool Development, IReadOnlyList<PackageStep> Path, string Source);

internal sealed class GetPackagesOfServiceValidator : AbstractValidator<GetPackagesOfService>
{
    public GetPackagesOfServiceValidator()
    {
        RuleFor(q => q.Q).MaximumLength(Package.TextMaxLength).OverridePropertyName("q").WithMessage($"A package's name has at most {Package.TextMaxLength} characters.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 1000).OverridePropertyName("limit").WithMessage("Ask for 1 to 1000 packages at a time.");
        RuleFor(q => q.Page).InclusiveBetween(1, 10_000).OverridePropertyName("page").WithMessage("Pages are counted from 1.");
    }
}

internal sealed class GetPackagesOfServiceHandler(IPortalDb db, ICatalog catalog, IAccess access, ICurrentUser user) : IQueryHandler<GetPackagesOfService, ServicePackages>
{
    public async Task<Result<ServicePackages>> Handle(GetPackagesOfService request, CancellationToken cancellationToken)
    {
        var reference = EntityRef.Parse(request.Ref);
        var entity = catalog.Current.Find(reference);
        var sets = await Sets(db, request.Ref).ToListAsync(cancellationToken);
        if (entity is null && sets.Count == 0)
        {
            return PackageErrors.NoService(request.Ref);
        }

        var uses = Uses(db, request.Ref, request.Q?.Trim().ToLowerInvariant());
        var total = await uses.CountAsync(cancellationToken);
        var rows = await uses.Skip((request.Page - 1) * request.Limit).Take(request.Limit).ToListAsync(cancellationToken);
        var steps = await PackageSteps.ReadAsync(db, rows.Select(r => r.Path), cancellationToken);
        return new ServicePackages(request.Ref, entity?.DisplayName ?? reference.Name, entity is not null, [.. sets.Select(PackageSetView.Of)], [.. rows.Select(r => Of(r, steps))], total, request.Page, request.Page * request.Limit < total)
        {
            MayEdit = access.Decide(user.Actor!, new Demand(Permissions.CatalogEdit, Entity: request.Ref)).Allowed,
        };
    }

    internal static IQueryable<PackageSet> Sets(IPortalDb db, string entity) => db.Set<PackageSet>().AsNoTracking().Where(s => s.Entity == entity).OrderByDescending(s => s.ReadAt).ThenByDescending(s => s.Id);

    internal static IQueryable<ServiceUse> Uses(IPortalDb db, string entity, string? text)
    {
        var packages = db.Set<Package>().AsNoTracking();
        if (!string.IsNullOrEmpty(text))
        {
            packages = packages.Where(p => p.Key.Contains(text));
        }

        return from set in db.Set<PackageSet>().AsNoTracking()
               where set.Entity == entity
               join use in db.Set<PackageUse>() on set.Id equals use.SetId
               join version in db.Set<PackageVersion>() on use.VersionId equals version.Id
               join package in packages on use.PackageId equals package.Id
               orderby package.Key, package.Id, version.Text, use.Id
               select new ServiceUse(package.Ecosystem, package.Name, version.Text, use.IsDirect, use.IsDevelopment, use.Path, set.Source);
    }

    private static ServicePackage Of(ServiceUse row, PackageSteps steps) => new(
        row.Ecosystem,
        row.Name,
        row.Version,
        new PackageUrl(row.Ecosystem, row.Name, row.Version.Length == 0 ? null : row.Version).ToString(),
        row.IsDirect,
        row.IsDevelopment,
        [.. steps.Of(row.Path), new PackageStep(row.Name, row.Version)],
        row.Source);
}

internal sealed record ServiceUse(string Ecosystem, string Name, string Version, bool? IsDirect, bool IsDevelopment, string? Path, string Source);

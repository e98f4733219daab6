using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>Who uses a package, in which version, on which way, owned by whom, and where it runs.</summary>
/// <param name="Name">A name, the beginning of names with a star (@babel/*), or a package URL, whose ecosystem and version count.</param>
/// <param name="Ecosystem">nuget, npm, pypi, maven, golang, ...; null for any.</param>
/// <param name="Version">A condition, see <see cref="VersionCondition"/>; null for any version.</param>
/// <param name="Transitive">False: only what services ask for themselves; what others bring along is left out.</param>
/// <param name="Live">True: only services that run in a cluster. False: only the others. Null: both.</param>
/// <param name="Owner">Ref or bare name of the owner; null for any.</param>
/// <param name="Development">Also what is only needed for building and testing.</param>
/// <param name="Limit">1 to 500.</param>
/// <param name="Cursor">nextCursor of the page before.</param>
public sealed record FindPackageUsers(
    string? Name,
    string? Ecosystem = null,
    string? Version = null,
    bool Transitive = true,
    bool? Live = null,
    string? Owner = null,
    bool Development = false,
    int Limit = 50,
    string? Cursor = null) : IQuery<PackageUsers>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">How many answers, over all pages.</param>
/// <param name="IsCut">There are more than could be looked at: the total is a lower bound. Ask more narrowly.</param>
/// <param name="Services">How many services, over all pages.</param>
/// <param name="LiveServices">How many of them run in a cluster now.</param>
/// <param name="Packages">The packages that the name stands for.</param>
/// <param name="Similar">Names like it, when it stands for none.</param>
public sealed record PackageUsers(
    IReadOnlyList<PackageUser> Items,
    int Total,
    string? NextCursor,
    bool IsCut,
    int Services,
    int LiveServices,
    IReadOnlyList<AskedPackage> Packages,
    IReadOnlyList<SuggestedPackage> Similar);

/// <param name="Versions">How many versions of it are in use.</param>
/// <param name="Meeting">How many of them meet the condition for sure.</param>
public sealed record AskedPackage(string Ecosystem, string Name, int Versions, int Meeting);

/// <param name="Service">Full ref.</param>
/// <param name="Owner">Full ref, or null: it has none, or the service has left the catalog.</param>
/// <param name="Version">As its document writes it.</param>
/// <param name="VersionKnown">False: the text is a range or a variable, so whether the condition holds is not known.</param>
/// <param name="Direct">Null: its document does not say what depends on what.</param>
/// <param name="Path">From the direct dependency to the package itself.</param>
/// <param name="Live">Where the service runs now.</param>
/// <param name="Source">Name of the set that says it.</param>
/// <param name="AlsoIn">Other sets that say the same.</param>
/// <param name="AsOf">How old the set is.</param>
/// <param name="SubjectVersion">The version of the service that the set describes, where it says so.</param>
public sealed record PackageUser(
    string Service,
    string ServiceName,
    bool InCatalog,
    string? Owner,
    string? OwnerName,
    string Ecosystem,
    string Package,
    string Version,
    bool VersionKnown,
    string Purl,
    bool? Direct,
    bool Development,
    IReadOnlyList<PackageStep> Path,
    IReadOnlyList<LivePlace> Live,
    string Source,
    IReadOnlyList<string> AlsoIn,
    DateTimeOffset AsOf,
    string? SubjectVersion);

/// <summary>One package on the way.</summary>
public sealed record PackageStep(string Name, string Version);

/// <param name="IsDescribed">Whether the set is of the version that runs there; null when it does not say which version it is of.</param>
/// <param name="AsOf">When the cluster was last heard.</param>
public sealed record LivePlace(string Cluster, string Environment, string Version, bool? IsDescribed, DateTimeOffset? AsOf);

internal sealed class FindPackageUsersValidator : AbstractValidator<FindPackageUsers>
{
    private const int MostAtOnce = 500;

    public FindPackageUsersValidator()
    {
        RuleFor(q => q.Name).Cascade(CascadeMode.Stop)
            .Must(n => !string.IsNullOrWhiteSpace(n?.TrimEnd('*'))).OverridePropertyName("name").WithMessage("Name a package, the beginning of one with a star (@babel/*), or a package URL (pkg:npm/lodash).")
            .MaximumLength(Package.TextMaxLength).WithMessage($"A package's name has at most {Package.TextMaxLength} characters.");
        RuleFor(q => q.Version).Custom((text, context) =>
        {
            if (VersionCondition.Parse(text, out var problem) is null)
            {
                context.AddFailure("version", problem!);
            }
        });
        RuleFor(q => q.Limit).InclusiveBetween(1, MostAtOnce).OverridePropertyName("limit").WithMessage($"Ask for 1 to {MostAtOnce} answers at a time.");
        RuleFor(q => q.Cursor).Must(c => c is null || UserCursor.Read(c) is not null).OverridePropertyName("cursor").WithMessage("This is no cursor. Take nextCursor of the page before, or leave it out.");
    }
}

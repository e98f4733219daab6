using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Discovery;

/// <summary>Dependencies of all declared services that a cluster shows, declared against observed.</summary>
/// <param name="Service">Only of this service; full ref or name.</param>
/// <param name="Owner">Only of services of this owner; full ref or name of a group.</param>
/// <param name="Kind">One of <see cref="DriftKinds"/>; null for all; "drift" for what differs: declared-only and observed-only.</param>
/// <param name="Page">From 1.</param>
/// <param name="Limit">Rows of a page, 1 to 1000.</param>
public sealed record ListDrift(string? Service = null, string? Owner = null, string? Kind = null, int Page = 1, int Limit = 200) : IQuery<DriftList>
{
    /// <summary>The kinds that are a difference.</summary>
    public const string Differing = "drift";

    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">Rows of all pages.</param>
/// <param name="ByKind">Rows by kind, before the kind was chosen.</param>
/// <param name="Owners">Owners of services in the list, for choosing one.</param>
/// <param name="NotSeen">Declared services of which no watched cluster runs a workload: nothing is said about them.</param>
public sealed record DriftList(IReadOnlyList<DriftRow> Items, int Total, IReadOnlyDictionary<string, int> ByKind, IReadOnlyList<string> Owners, int NotSeen, int Page, bool HasMore);

internal sealed class ListDriftValidator : AbstractValidator<ListDrift>
{
    public ListDriftValidator()
    {
        RuleFor(q => q.Kind).Must(k => string.IsNullOrEmpty(k) || k == ListDrift.Differing || DriftKinds.All.Contains(k, StringComparer.Ordinal)).OverridePropertyName("kind")
            .WithMessage($"The kind is {ListDrift.Differing}, {string.Join(", ", DriftKinds.All)}.");
        RuleFor(q => q.Page).InclusiveBetween(1, 100_000).OverridePropertyName("page").WithMessage("Pages count from 1.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 1000).OverridePropertyName("limit").WithMessage("The limit is 1 to 1000 rows.");
    }
}

internal sealed class ListDriftHandler(ICatalog catalog, ObservedDependencies observed) : IQueryHandler<ListDrift, DriftList>
{
    public Task<Result<DriftList>> Handle(ListDrift query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var seen = observed.Services;
        var declared = graph.Entities.Where(e => e.Ref.Kind == "component" && !Discovered.Is(e)).ToList();
        var all = declared.Where(e => seen.ContainsKey(e.Ref.ToString()))
            .Where(e => string.IsNullOrEmpty(query.Service) || (EntityRef.TryParse(query.Service, "component", EntityRef.DefaultNamespace, out var service) && service == e.Ref)).ToList();
        var rows = all.SelectMany(e => DependencyDrift.Of(e, graph, seen[e.Ref.ToString()])).ToList();
        var owners = rows.Select(r => r.Owner).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (!string.IsNullOrEmpty(query.Owner))
        {
            rows = EntityRef.TryParse(query.Owner, "group", EntityRef.DefaultNamespace, out var owner) ? rows.FindAll(r => r.Owner == owner.ToString()) : [];
        }

        var byKind = DriftKinds.All.ToDictionary(k => k, k => rows.Count(r => r.Kind == k), StringComparer.Ordinal);
        var chosen = string.IsNullOrEmpty(query.Kind) ? rows
            : rows.FindAll(r => r.Kind == query.Kind || (query.Kind == ListDrift.Differing && r.Kind is DriftKinds.DeclaredOnly or DriftKinds.ObservedOnly));
        List<DriftRow> page = [.. chosen.OrderBy(r => DriftKinds.All.ToList().IndexOf(r.Kind)).ThenBy(r => r.ServiceName, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.TargetName, StringComparer.OrdinalIgnoreCase)
            .Skip((query.Page - 1) * query.Limit).Take(query.Limit)];
        return Task.FromResult<Result<DriftList>>(new DriftList(page, chosen.Count, byKind, owners, declared.Count(e => !seen.ContainsKey(e.Ref.ToString())), query.Page, query.Page * query.Limit < chosen.Count));
    }
}

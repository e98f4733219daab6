using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Manifests;

/// <summary>Services whose git differs from what runs; those with most differences first.</summary>
/// <param name="Team">Ref or name of the owning group.</param>
/// <param name="State">differs, instep, cannottell or all; differs unless given.</param>
/// <param name="Page">From 1.</param>
public sealed record ListManifestDrift(string? Team = null, string? State = null, int Page = 1) : IQuery<ManifestDriftList>
{
    public const int PageSize = 100;

    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Total">Rows of all pages.</param>
/// <param name="ByState">Services by state, before one was chosen.</param>
/// <param name="Teams">Owners in the list, for choosing one.</param>
public sealed record ManifestDriftList(IReadOnlyList<ManifestDrift> Items, int Total, IReadOnlyDictionary<DriftState, int> ByState, IReadOnlyList<DriftTeam> Teams, int Page, bool HasMore);

public sealed record DriftTeam(string Ref, string Name);

internal sealed class ListManifestDriftValidator : AbstractValidator<ListManifestDrift>
{
    public ListManifestDriftValidator()
    {
        RuleFor(q => q.State).Must(s => string.IsNullOrEmpty(s) || s == "all" || Enum.TryParse<DriftState>(s, ignoreCase: true, out _)).OverridePropertyName("state").WithMessage("The state is differs, instep, cannottell or all.");
        RuleFor(q => q.Page).InclusiveBetween(1, 100_000).OverridePropertyName("page").WithMessage("Pages count from 1.");
    }
}

internal sealed class ListManifestDriftHandler(ManifestDrifts drifts, ICatalog catalog) : IQueryHandler<ListManifestDrift, ManifestDriftList>
{
    public Task<Result<ManifestDriftList>> Handle(ListManifestDrift query, CancellationToken cancellationToken)
    {
        var all = drifts.All;
        List<DriftTeam> teams = [.. all.Select(d => d.Owner).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(o => new DriftTeam(o, EntityRef.TryParse(o, out var r) ? catalog.Current.Find(r)?.DisplayName ?? r.Name : o)).OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase)];
        var ofTeam = string.IsNullOrEmpty(query.Team) ? all
            : EntityRef.TryParse(query.Team, "group", EntityRef.DefaultNamespace, out var team) ? [.. all.Where(d => d.Owner == team.ToString())] : [];
        var chosen = query.State == "all" ? ofTeam
            : [.. ofTeam.Where(d => d.State == (Enum.TryParse<DriftState>(query.State, ignoreCase: true, out var state) ? state : DriftState.Differs))];
        List<ManifestDrift> page = [.. chosen.OrderByDescending(d => d.Differences).ThenBy(d => d.Service, StringComparer.Ordinal).Skip((query.Page - 1) * ListManifestDrift.PageSize).Take(ListManifestDrift.PageSize)];
        return Task.FromResult<Result<ManifestDriftList>>(new ManifestDriftList(page, chosen.Count, Enum.GetValues<DriftState>().ToDictionary(s => s, s => ofTeam.Count(d => d.State == s)), teams, query.Page, query.Page * ListManifestDrift.PageSize < chosen.Count));
    }
}

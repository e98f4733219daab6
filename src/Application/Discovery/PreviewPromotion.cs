using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Scaffolding;

namespace Portal.Application.Discovery;

/// <summary>The proposed descriptor of a discovered workload, and what would come of it. Nothing is made.</summary>
/// <param name="Workload">namespace/kind/name.</param>
/// <param name="Descriptor">As edited; null for the proposal.</param>
/// <param name="Repository">As edited; null for the guess.</param>
/// <param name="Path">As edited; null for catalog-info.yaml.</param>
public sealed record PreviewPromotion(string Workload, string? Descriptor = null, string? Repository = null, string? Path = null) : IQuery<PromotionPreview>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Errors">By field: descriptor, repository, path. Empty: it can be opened.</param>
/// <param name="Ref">The component it declares.</param>
/// <param name="Branch">Of the pull request.</param>
/// <param name="Matched">Clusters where the workload belongs to it as soon as the catalog has it.</param>
/// <param name="Unmatched">Clusters where it would not.</param>
/// <param name="AlsoMatched">Other undeclared workloads it would take, too.</param>
/// <param name="Refusal">Why the caller may not open it; null when they may.</param>
/// <param name="Promotion">What was opened for the workload before.</param>
public sealed record PromotionPreview(
    DiscoveredService Service,
    string Descriptor,
    string Repository,
    string Path,
    IReadOnlyDictionary<string, string[]> Errors,
    string? Ref,
    string Branch,
    IReadOnlyList<string> Matched,
    IReadOnlyList<string> Unmatched,
    IReadOnlyList<string> AlsoMatched,
    string? Refusal,
    PromotionView? Promotion);

internal sealed class PreviewPromotionValidator : AbstractValidator<PreviewPromotion>
{
    public PreviewPromotionValidator()
    {
        RuleFor(q => q.Workload).NotEmpty().MaximumLength(DiscoveryPromotion.WorkloadMaxLength).OverridePropertyName("workload").WithMessage("Name the workload: namespace/kind/name.");
        RuleFor(q => q.Descriptor).MaximumLength(PromoteDiscovered.DescriptorMaxLength).OverridePropertyName("descriptor").WithMessage("A descriptor has at most 64 KB here.");
    }
}

internal sealed class PreviewPromotionHandler(IPortalDb db, IObservedEstate observed, ICatalog catalog, DiscoveryOptions options, IDescriptorReader reader, ISourceControl sourceControl, IAccess access, ICurrentUser user) : IQueryHandler<PreviewPromotion, PromotionPreview>
{
    public const string DefaultPath = "catalog-info.yaml";

    public async Task<Result<PromotionPreview>> Handle(PreviewPromotion query, CancellationToken cancellationToken)
    {
        var (estate, graph) = (observed.Estate, catalog.Current);
        if (WorkloadDiscovery.Of(estate, graph, options).FirstOrDefault(s => s.From == query.Workload) is not { } service)
        {
            return DiscoveryErrors.NotUndeclared(query.Workload);
        }

        if (service.LooksLike is { } like)
        {
            return DiscoveryErrors.Looks(service.From, like);
        }

        var descriptor = query.Descriptor ?? DiscoveredDescriptor.Proposal(service);
        var repository = query.Repository ?? Guess(service);
        var path = query.Path ?? DefaultPath;
        var check = PromotionCheck.Of(service, descriptor, repository, path, reader, estate, graph, sourceControl);
        var row = await db.Set<DiscoveryPromotion>().AsNoTracking().FirstOrDefaultAsync(p => p.Workload == service.From, cancellationToken);
        var decision = check.Owner is { } owner ? access.Decide(user.Actor!, new(Permissions.CatalogEdit, Group: owner.ToString())) : access.Decide(user.Actor!, new(Permissions.CatalogEdit));
        return new PromotionPreview(service, descriptor, repository, path, check.Fields, check.Component?.ToString(), PromoteDiscovered.BranchOf(service), check.Matched, check.Unmatched, check.AlsoMatched,
            decision.Allowed ? null : decision.Reason, row is null ? null : PromotionView.Of(row, graph));
    }

    private string Guess(DiscoveredService service)
    {
        var repository = service.Repository ?? service.EntityName;
        return repository.Contains('/', StringComparison.Ordinal) && sourceControl.Provider == "GitHub" ? repository : $"{sourceControl.DefaultOwner}/{repository[(repository.LastIndexOf('/') + 1)..]}";
    }
}

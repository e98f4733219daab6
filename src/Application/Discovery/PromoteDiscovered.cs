using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Scaffolding;

namespace Portal.Application.Discovery;

/// <summary>Declares a discovered workload: opens a pull request that adds its descriptor to its repository. A member of the proposed owner may, or a platform engineer.</summary>
/// <param name="Workload">namespace/kind/name.</param>
/// <param name="Descriptor">YAML; it must be valid and make the workload match.</param>
/// <param name="Repository">owner/repository, or as RepoUrlPicker writes it.</param>
/// <param name="Path">Of the file in the repository.</param>
public sealed record PromoteDiscovered(string Workload, string Descriptor, string Repository, string Path) : ICommand<PromotionView>
{
    public const int DescriptorMaxLength = 64 * 1024;

    public Demand Demand => new(Permissions.CatalogEdit);

    public string AuditAction => "catalog.discovered.promoted";

    public string AuditSubject => Workload is { Length: <= DiscoveryPromotion.WorkloadMaxLength } ? Workload : "";

    internal static string BranchOf(DiscoveredService service) => $"portal/declare-{service.EntityName}";
}

internal sealed class PromoteDiscoveredValidator : AbstractValidator<PromoteDiscovered>
{
    public PromoteDiscoveredValidator()
    {
        RuleFor(c => c.Workload).NotEmpty().MaximumLength(DiscoveryPromotion.WorkloadMaxLength).OverridePropertyName("workload").WithMessage("Name the workload: namespace/kind/name.");
        RuleFor(c => c.Descriptor).NotEmpty().MaximumLength(PromoteDiscovered.DescriptorMaxLength).OverridePropertyName("descriptor").WithMessage("Write a descriptor of at most 64 KB.");
        RuleFor(c => c.Repository).NotEmpty().MaximumLength(DiscoveryPromotion.RepositoryMaxLength).OverridePropertyName("repository").WithMessage("Name the repository: owner/repository.");
        RuleFor(c => c.Path).NotEmpty().MaximumLength(DiscoveryPromotion.PathMaxLength).OverridePropertyName("path").WithMessage("Write a path, for instance catalog-info.yaml.");
    }
}

internal sealed class PromoteDiscoveredHandler(
    IPortalDb db, IAuditTrail audit, ICurrentUser user, IAccess access, IObservedEstate observed, ICatalog catalog, DiscoveryOptions options, IDescriptorReader reader, ISourceControl sourceControl, IPullRequests pullRequests, TimeProvider clock)
    : ICommandHandler<PromoteDiscovered, PromotionView>
{
    public async Task<Result<PromotionView>> Handle(PromoteDiscovered command, CancellationToken cancellationToken)
    {
        var (estate, graph) = (observed.Estate, catalog.Current);
        if (WorkloadDiscovery.Of(estate, graph, options).FirstOrDefault(s => s.From == command.Workload) is not { } service)
        {
            return DiscoveryErrors.NotUndeclared(command.Workload);
        }

        if (service.LooksLike is { } like)
        {
            return DiscoveryErrors.Looks(service.From, like);
        }

        var check = PromotionCheck.Of(service, command.Descriptor, command.Repository, command.Path, reader, estate, graph, sourceControl);
        if (check.Fields.Count > 0)
        {
            return new Invalid(check.Fields);
        }

        if (access.Decide(user.Actor!, new(Permissions.CatalogEdit, Group: check.Owner!.Value.ToString())) is { Allowed: false } refused)
        {
            return new Forbidden("access.denied", refused.Reason);
        }

        var opened = await pullRequests.OpenAsync(Proposal(service, check, command), cancellationToken);
        if (opened.Failure is { } failure)
        {
            return failure;
        }

        // After the pull request: a crash in between leaves one that asking again finds by its branch.
        var row = await db.Set<DiscoveryPromotion>().SingleOrDefaultAsync(p => p.Workload == service.From, cancellationToken);
        var before = row is null ? null : new { row.Repository, row.Branch, row.Url };
        if (row is null)
        {
            row = new() { Workload = service.From, Ref = "", Repository = "", Branch = "", Path = "", Words = "", OpenedBy = "" };
            db.Set<DiscoveryPromotion>().Add(row);
        }

        (row.Ref, row.Repository, row.Branch, row.Path) = (check.Component!.Value.ToString(), check.Repository!.ToString(), opened.Value.Branch, command.Path);
        (row.Url, row.Words, row.OpenedBy, row.OpenedAt) = (Short(opened.Value.Url, DiscoveryPromotion.UrlMaxLength), Short(opened.Value.Words, DiscoveryPromotion.WordsMaxLength)!, user.Actor!.Ref, clock.GetUtcNow());
        row.Version++;
        audit.Record(before, new { row.Ref, row.Repository, row.Branch, row.Path, row.Url, opened.Value.Commit });
        return await db.SaveAsync(cancellationToken) == SaveOutcome.Saved ? PromotionView.Of(row, graph) : DiscoveryErrors.Changed(service.From);
    }

    private static string? Short(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    private PullRequestProposal Proposal(DiscoveredService service, PromotionCheck check, PromoteDiscovered command)
    {
        var body = $"""
            {service.Kind} `{service.Namespace}/{service.Name}` runs in {WorkloadText.List([.. service.Placements.Select(p => p.Cluster).Distinct(StringComparer.Ordinal)])}, and no descriptor declares it. This file does: once it is merged, the catalog knows `{check.Component}` and its owner `{check.Owner}`.

            Why the portal takes it for a service ({service.Confidence:0.00}):

            {string.Join('\n', service.Evidence.Select(e => $"- {e}"))}

            Proposed by {user.Actor!.DisplayName} in the developer portal.
            """;
        return new(check.Repository!, PromoteDiscovered.BranchOf(service), command.Path, command.Descriptor.ReplaceLineEndings("\n").TrimEnd('\n') + "\n", $"Declare {service.EntityName} in the catalog", body, user.Actor.DisplayName);
    }
}

using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Takes a claim back; a member of the service's team or a platform engineer may. The workload belongs to whom the other rules say then, or to nobody.</summary>
/// <param name="Service">Ref of the service the claim is for, so that a claim that was moved meanwhile is not revoked by mistake.</param>
public sealed record RevokeClaim(string Cluster, string Namespace, string Kind, string Name, string Service) : ICommand<string>
{
    public Demand Demand => new(Permissions.DeploymentsClaim, EntityRef.TryParse(Service, "component", EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : Service);

    public string AuditAction => "deployments.workload.claim_revoked";

    public string AuditSubject => $"{Cluster}/{Namespace}/{Kind}/{Name}";
}

internal sealed class RevokeClaimValidator : AbstractValidator<RevokeClaim>
{
    public RevokeClaimValidator()
    {
        RuleFor(c => c.Cluster).NotEmpty().MaximumLength(WorkloadClaim.NameMaxLength);
        RuleFor(c => c.Namespace).NotEmpty().MaximumLength(63);
        RuleFor(c => c.Kind).NotEmpty().MaximumLength(32);
        RuleFor(c => c.Name).NotEmpty().MaximumLength(WorkloadClaim.NameMaxLength);
        RuleFor(c => c.Service).NotEmpty().MaximumLength(WorkloadClaim.RefMaxLength);
    }
}

internal sealed class RevokeClaimHandler(IPortalDb db, IAuditTrail audit, DeploymentPictures pictures) : ICommandHandler<RevokeClaim, string>
{
    public async Task<Result<string>> Handle(RevokeClaim request, CancellationToken cancellationToken)
    {
        var claims = db.Set<WorkloadClaim>();
        var service = EntityRef.TryParse(request.Service, "component", EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : request.Service;
        var claim = await claims.SingleOrDefaultAsync(c => c.Cluster == request.Cluster && c.Namespace == request.Namespace && c.Kind == request.Kind && c.Name == request.Name, cancellationToken);
        if (claim is null || claim.Service != service)
        {
            return DeploymentErrors.UnknownClaim(request.AuditSubject, service);
        }

        claims.Remove(claim);
        audit.Record(new { service = claim.Service, claimedBy = claim.ClaimedBy }, null);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return DeploymentErrors.ClaimChanged(request.AuditSubject);
        }

        pictures.Rematch(await claims.AsNoTracking().ToListAsync(cancellationToken));
        return request.AuditSubject;
    }
}

using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Says that a workload belongs to a service; a member of the service's team may. Claiming again moves it.</summary>
/// <param name="Service">Ref of the service, for instance component:default/orders; the bare name is enough.</param>
public sealed record ClaimWorkload(string Cluster, string Namespace, string Kind, string Name, string Service, string? Reason = null) : ICommand<Deployment>
{
    public Demand Demand => new(Permissions.DeploymentsClaim, EntityRef.TryParse(Service, "component", EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : Service);

    public string AuditAction => "deployments.workload.claimed";

    public string AuditSubject => $"{Cluster}/{Namespace}/{Kind}/{Name}";
}

internal sealed class ClaimWorkloadValidator : AbstractValidator<ClaimWorkload>
{
    private static readonly string[] Kinds = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"];

    public ClaimWorkloadValidator()
    {
        RuleFor(c => c.Cluster).NotEmpty().MaximumLength(WorkloadClaim.NameMaxLength);
        RuleFor(c => c.Namespace).NotEmpty().MaximumLength(63);
        RuleFor(c => c.Kind).Must(k => Kinds.Contains(k, StringComparer.Ordinal)).WithMessage("Kind is Deployment, StatefulSet, DaemonSet, CronJob or Job.");
        RuleFor(c => c.Name).NotEmpty().MaximumLength(WorkloadClaim.NameMaxLength);
        RuleFor(c => c.Service).Must(s => EntityRef.TryParse(s, "component", EntityRef.DefaultNamespace, out var reference) && reference.Kind == "component").WithMessage("Service is the ref of a component, such as component:default/orders.")
            .MaximumLength(WorkloadClaim.RefMaxLength);
        RuleFor(c => c.Reason).MaximumLength(WorkloadClaim.ReasonMaxLength);
    }
}

internal sealed class ClaimWorkloadHandler(IPortalDb db, IAuditTrail audit, ICurrentUser user, IAccess access, ICatalog catalog, DeploymentPictures pictures, TimeProvider clock) : ICommandHandler<ClaimWorkload, Deployment>
{
    public async Task<Result<Deployment>> Handle(ClaimWorkload request, CancellationToken cancellationToken)
    {
        if (Find(request) is not { } workload)
        {
            return DeploymentErrors.UnknownWorkload(request.Cluster, request.Namespace, request.Kind, request.Name);
        }

        if (!EntityRef.TryParse(request.Service, "component", EntityRef.DefaultNamespace, out var service) || catalog.Current.Find(service) is null)
        {
            return DeploymentErrors.UnknownService(request.Service);
        }

        if (workload is { Match: { Rule: "annotation" or "label-selector" } match } && workload.Service != service.ToString())
        {
            return DeploymentErrors.NamesItself(request.AuditSubject, match);
        }

        // Taking it away from another service changes that service too: its team must agree.
        if (workload is { IsDeclared: true, Service: { } present } && present != service.ToString()
            && access.Decide(user.Actor!, new(Permissions.DeploymentsClaim, Entity: present)) is { Allowed: false } refused)
        {
            return new Forbidden("access.denied", $"{request.AuditSubject} belongs to {present}. {refused.Reason}");
        }

        var claims = db.Set<WorkloadClaim>();
        var claim = await claims.SingleOrDefaultAsync(c => c.Cluster == workload.Cluster && c.Namespace == workload.Namespace && c.Kind == workload.Kind && c.Name == workload.Name, cancellationToken);
        var before = claim?.Service ?? (workload.IsDeclared ? workload.Service : null);
        if (claim is null)
        {
            claim = new WorkloadClaim { Cluster = workload.Cluster, Namespace = workload.Namespace, Kind = workload.Kind, Name = workload.Name, Service = "", ClaimedBy = "" };
            claims.Add(claim);
        }

        (claim.Service, claim.Reason, claim.ClaimedBy, claim.ClaimedAt) = (service.ToString(), request.Reason, user.Actor!.Ref, clock.GetUtcNow());
        claim.Version++;
        audit.Record(new { service = before }, new { service = claim.Service }, reason: request.Reason);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return DeploymentErrors.ClaimChanged(request.AuditSubject);
        }

        pictures.Rematch(await claims.AsNoTracking().ToListAsync(cancellationToken));
        return Find(request) ?? workload;
    }

    private Deployment? Find(ClaimWorkload request) => pictures.Deployments.FirstOrDefault(d => string.Equals(d.Cluster, request.Cluster, StringComparison.OrdinalIgnoreCase)
        && d.Namespace == request.Namespace && d.Kind == request.Kind && d.Name == request.Name);
}

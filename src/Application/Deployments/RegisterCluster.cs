using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Follows one more cluster from now on. The kubeconfig is stored encrypted and never shown again.</summary>
/// <param name="Name">Unique; small letters, digits and hyphens.</param>
/// <param name="Environment">production, staging, ...</param>
/// <param name="Kubeconfig">The text of the file, with everything in it: certificates and keys as *-data, a token or a client certificate.</param>
public sealed record RegisterCluster(string Name, string Environment, string Kubeconfig, string? Region = null, string? Context = null) : ICommand<ClusterStatus>
{
    public Demand Demand => new(Permissions.ClustersManage);

    public string AuditAction => "deployments.cluster.added";

    public string AuditSubject => Name ?? "";
}

internal sealed class RegisterClusterValidator : AbstractValidator<RegisterCluster>
{
    public RegisterClusterValidator(IClusterRoster roster)
    {
        RuleFor(c => c.Name).Must(n => n is { Length: > 0 and <= RegisteredCluster.NameMaxLength } && n.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && n[0] != '-' && n[^1] != '-').OverridePropertyName("name")
            .WithMessage($"A name is made of small letters, digits and hyphens, at most {RegisteredCluster.NameMaxLength}, for instance prod-eu-1.")
            .NotEqual("findings").WithMessage("findings is an address of the API; choose another name.");
        RuleFor(c => c.Environment).NotEmpty().OverridePropertyName("environment").WithMessage("Say which environment it is, for instance production.").MaximumLength(RegisteredCluster.WordMaxLength);
        RuleFor(c => c.Region).MaximumLength(RegisteredCluster.WordMaxLength).OverridePropertyName("region");
        RuleFor(c => c.Context).MaximumLength(RegisteredCluster.ContextMaxLength).OverridePropertyName("context");
        RuleFor(c => c.Kubeconfig).Cascade(CascadeMode.Stop).NotEmpty().OverridePropertyName("kubeconfig").WithMessage("Paste the kubeconfig of a service account that may read (deploy/kubernetes/rbac.yaml).")
            .MaximumLength(RegisteredCluster.KubeconfigMaxLength).WithMessage($"A kubeconfig has at most {RegisteredCluster.KubeconfigMaxLength / 1024} KiB.")
            .Custom((text, context) =>
            {
                if (roster.Check(text, context.InstanceToValidate.Context) is { } wrong)
                {
                    context.AddFailure("kubeconfig", wrong);
                }
            });
    }
}

internal sealed class RegisterClusterHandler(IPortalDb db, IAuditTrail audit, ICurrentUser user, IClusterRoster roster, IDeploymentPictures pictures, ISecretProtector secrets, TimeProvider clock)
    : ICommandHandler<RegisterCluster, ClusterStatus>
{
    public async Task<Result<ClusterStatus>> Handle(RegisterCluster request, CancellationToken cancellationToken)
    {
        var clusters = db.Set<RegisteredCluster>();
        if (Find(request.Name) is not null || await clusters.AnyAsync(c => c.Name == request.Name, cancellationToken))
        {
            return DeploymentErrors.ClusterExists(request.Name);
        }

        clusters.Add(new()
        {
            Name = request.Name,
            Environment = request.Environment.Trim(),
            Region = string.IsNullOrWhiteSpace(request.Region) ? null : request.Region.Trim(),
            Context = string.IsNullOrWhiteSpace(request.Context) ? null : request.Context.Trim(),
            Kubeconfig = secrets.Protect(request.Kubeconfig),
            AddedBy = user.Actor!.Ref,
            AddedAt = clock.GetUtcNow(),
        });
        audit.Record(null, new { request.Name, request.Environment, request.Region, request.Context });
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return DeploymentErrors.ClusterExists(request.Name);
        }

        await roster.ApplyAsync(cancellationToken);
        return Find(request.Name) ?? new ClusterStatus(request.Name, request.Environment, request.Region, ClusterState.Syncing, null, null, null, null, [], 0, 0);
    }

    private ClusterStatus? Find(string name) => pictures.Clusters.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
}

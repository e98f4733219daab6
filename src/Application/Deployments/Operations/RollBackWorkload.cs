using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>Gives a workload the template of an earlier revision; what <c>kubectl rollout undo --to-revision</c> does.</summary>
/// <param name="Generation">Of the workload as it was looked at; another one refuses the order. Null asks for no such check.</param>
public sealed record RollBackWorkload(string Cluster, string Namespace, string Kind, string Name, long Revision, string Reason, long? Generation = null) : ICommand<Deployment>, IWorkloadCommand
{
    public Demand Demand => new(Permissions.DeploymentsOperate);

    public string AuditAction => "deployments.workload.rolledback";

    public string AuditSubject => Order.Workload.ToString();

    public WorkloadOrder Order => new(new(Cluster, Namespace, Kind, Name), WorkloadVerb.Rollback, Revision: Revision);
}

internal sealed class RollBackWorkloadValidator : WorkloadCommandValidator<RollBackWorkload>
{
    public RollBackWorkloadValidator() => RuleFor(c => c.Revision).GreaterThan(0).WithMessage("Name the revision to go back to; the workload's page lists them.");
}

internal sealed class RollBackWorkloadHandler(WorkloadOperator operations) : ICommandHandler<RollBackWorkload, Deployment>
{
    public Task<Result<Deployment>> Handle(RollBackWorkload request, CancellationToken cancellationToken) => operations.RunAsync(request, cancellationToken);
}

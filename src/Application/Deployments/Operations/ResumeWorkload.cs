using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>Lets the rollout of a paused Deployment go on.</summary>
/// <param name="Generation">Of the workload as it was looked at; another one refuses the order. Null asks for no such check.</param>
public sealed record ResumeWorkload(string Cluster, string Namespace, string Kind, string Name, string Reason, long? Generation = null) : ICommand<Deployment>, IWorkloadCommand
{
    public Demand Demand => new(Permissions.DeploymentsOperate);

    public string AuditAction => "deployments.workload.resumed";

    public string AuditSubject => Order.Workload.ToString();

    public WorkloadOrder Order => new(new(Cluster, Namespace, Kind, Name), WorkloadVerb.Resume);
}

internal sealed class ResumeWorkloadValidator : WorkloadCommandValidator<ResumeWorkload>;

internal sealed class ResumeWorkloadHandler(WorkloadOperator operations) : ICommandHandler<ResumeWorkload, Deployment>
{
    public Task<Result<Deployment>> Handle(ResumeWorkload request, CancellationToken cancellationToken) => operations.RunAsync(request, cancellationToken);
}

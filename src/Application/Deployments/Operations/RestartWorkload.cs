using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>Replaces all pods of a workload by new ones of the same template, as its strategy says; what <c>kubectl rollout restart</c> does.</summary>
/// <param name="Generation">Of the workload as it was looked at; another one refuses the order. Null asks for no such check.</param>
public sealed record RestartWorkload(string Cluster, string Namespace, string Kind, string Name, string Reason, long? Generation = null) : ICommand<Deployment>, IWorkloadCommand
{
    public Demand Demand => new(Permissions.DeploymentsOperate);

    public string AuditAction => "deployments.workload.restarted";

    public string AuditSubject => Order.Workload.ToString();

    public WorkloadOrder Order => new(new(Cluster, Namespace, Kind, Name), WorkloadVerb.Restart);
}

internal sealed class RestartWorkloadValidator : WorkloadCommandValidator<RestartWorkload>;

internal sealed class RestartWorkloadHandler(WorkloadOperator operations) : ICommandHandler<RestartWorkload, Deployment>
{
    public Task<Result<Deployment>> Handle(RestartWorkload request, CancellationToken cancellationToken) => operations.RunAsync(request, cancellationToken);
}

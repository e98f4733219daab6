using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>Stops the rollout of a Deployment where it is: changes of its template wait until it is resumed.</summary>
/// <param name="Generation">Of the workload as it was looked at; another one refuses the order. Null asks for no such check.</param>
public sealed record PauseWorkload(string Cluster, string Namespace, string Kind, string Name, string Reason, long? Generation = null) : ICommand<Deployment>, IWorkloadCommand
{
    public Demand Demand => new(Permissions.DeploymentsOperate);

    public string AuditAction => "deployments.workload.paused";

    public string AuditSubject => Order.Workload.ToString();

    public WorkloadOrder Order => new(new(Cluster, Namespace, Kind, Name), WorkloadVerb.Pause);
}

internal sealed class PauseWorkloadValidator : WorkloadCommandValidator<PauseWorkload>;

internal sealed class PauseWorkloadHandler(WorkloadOperator operations) : ICommandHandler<PauseWorkload, Deployment>
{
    public Task<Result<Deployment>> Handle(PauseWorkload request, CancellationToken cancellationToken) => operations.RunAsync(request, cancellationToken);
}

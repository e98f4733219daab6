using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>Asks for another number of replicas.</summary>
/// <param name="Generation">Of the workload as it was looked at; another one refuses the order. Null asks for no such check.</param>
public sealed record ScaleWorkload(string Cluster, string Namespace, string Kind, string Name, int Replicas, string Reason, long? Generation = null) : ICommand<Deployment>, IWorkloadCommand
{
    public Demand Demand => new(Permissions.DeploymentsOperate);

    public string AuditAction => "deployments.workload.scaled";

    public string AuditSubject => Order.Workload.ToString();

    public WorkloadOrder Order => new(new(Cluster, Namespace, Kind, Name), WorkloadVerb.Scale, Replicas);
}

internal sealed class ScaleWorkloadValidator : WorkloadCommandValidator<ScaleWorkload>
{
    private const int Most = 1000;

    public ScaleWorkloadValidator() => RuleFor(c => c.Replicas).InclusiveBetween(0, Most).WithMessage($"Between 0 and {Most} replicas; more than that belongs into the manifests.");
}

internal sealed class ScaleWorkloadHandler(WorkloadOperator operations) : ICommandHandler<ScaleWorkload, Deployment>
{
    public Task<Result<Deployment>> Handle(ScaleWorkload request, CancellationToken cancellationToken) => operations.RunAsync(request, cancellationToken);
}

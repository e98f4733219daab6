using Portal.Application.Common;

namespace Portal.Application.Deployments.Operations;

/// <summary>Changes workloads in their clusters, and asks about them what no picture holds. Every call talks to the cluster.</summary>
public interface IClusterControl
{
    /// <summary>The workload as it is at this moment.</summary>
    Task<Result<ObservedWorkload>> ReadAsync(WorkloadAddress workload, CancellationToken ct);

    /// <summary>Sends one order.</summary>
    /// <returns>
    /// The workload as the server answers it; in a dry run, as it would be. Failures have the codes of <see cref="OperationErrors"/>: the portal may not, gone, changed meanwhile, refused with the
    /// server's words, unreachable (nothing was sent), or no answer (whether it happened is not known).
    /// </returns>
    Task<Result<ObservedWorkload>> SendAsync(WorkloadOrder order, CancellationToken ct);

    /// <summary>Revisions of a StatefulSet or DaemonSet, newest first.</summary>
    Task<Result<IReadOnlyList<WorkloadRevision>>> RevisionsAsync(WorkloadAddress workload, CancellationToken ct);
}

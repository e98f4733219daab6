namespace Portal.Application.Deployments;

/// <summary>
/// What runs in all clusters, as far as its structure goes: workloads, labels, what their templates point to, Services. It changes only with these, not with every pod, so
/// whoever computes from it can keep the result for as long as the version stays.
/// </summary>
/// <param name="Version">Grows with each change of the structure or of a cluster's state.</param>
/// <param name="Clusters">States are current, counts and ages are those of the last change.</param>
/// <param name="Workloads">Every workload with its match; of the row only the structure is current.</param>
/// <param name="Services">Services by cluster; null where the portal may not list them.</param>
public sealed record ObservedEstate(
    long Version,
    IReadOnlyDictionary<string, ClusterStatus> Clusters,
    IReadOnlyList<WorkloadEntry> Workloads,
    IReadOnlyDictionary<string, IReadOnlyList<ObservedService>?> Services);

/// <summary>Gives the estate as it is now.</summary>
public interface IObservedEstate
{
    ObservedEstate Estate { get; }
}

namespace Portal.Application.Deployments;

/// <summary>Hears of every workload that looks different, in the order its cluster told it.</summary>
public interface IWorkloadListener
{
    /// <summary>
    /// Called on the thread that follows the cluster, after readers see the change: it must return at once and never throw. After a start every workload is
    /// told once with nothing before it, so whoever writes must know what it has written already.
    /// </summary>
    void Changed(ClusterStatus cluster, IReadOnlyList<WorkloadChange> changes);
}

/// <param name="Before">Null when it is new, or not known since the start of the portal.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record WorkloadChange(WorkloadEntry? Before, WorkloadEntry? After);

namespace Portal.Application.Deployments;

/// <summary>Hears when what stands around the workloads of a cluster differs: nodes, autoscalers, budgets, Services, Ingresses, namespaces.</summary>
public interface ISurroundingsListener
{
    /// <summary>
    /// Called on the thread that follows the cluster, after readers see the change: it must return at once and never throw. Lists that did not change are the same object in both.
    /// </summary>
    /// <param name="before">Empty lists where nothing was known before.</param>
    void SurroundingsChanged(ClusterStatus cluster, ClusterPicture before, ClusterPicture after);
}

namespace Portal.Demo.Simulator;

/// <content>What containers have written.</content>
public sealed partial class SimulatedCluster
{
    /// <returns>The log of the container's present or last run, or why there is none.</returns>
    internal (SimulatedLog? Log, string? Why) LogOf(string @namespace, string pod, bool previous)
    {
        lock (_gate)
        {
            var (workload, found) = _workloads.Values.Where(w => w.Spec.Namespace == @namespace).SelectMany(w => w.Pods.Select(p => (Workload: w, Pod: p))).FirstOrDefault(p => p.Pod.Name == pod);
            if (found is null)
            {
                return (null, null);
            }

            var container = KubeObjects.ContainerName(workload.Spec);
            SimulatedLog Run(DateTimeOffset began, DateTimeOffset? ended)
                => new(pod, workload.Spec.Name, found.Of.Image, workload.Spec.Port ?? 8080, found.Node, found.Fault, found.FaultMessage, began, ended);

            return (previous, found) switch
            {
                (true, { LastEndedAt: { } ended }) => (Run(found.LastStartedAt ?? ended, ended), null),
                (true, _) => (null, $"previous terminated container \"{container}\" in pod \"{pod}\" not found"),
                (_, { Stage: PodStage.BackOff, LastEndedAt: { } ended }) => (Run(found.LastStartedAt ?? ended, ended), null),
                (_, { Stage: PodStage.PullFailed or PodStage.PullWaiting }) => (null, $"container \"{container}\" in pod \"{pod}\" is waiting to start: trying and failing to pull image"),
                (_, { RunningSince: { } since }) => (Run(since, null), null),
                _ => (null, $"container \"{container}\" in pod \"{pod}\" is waiting to start: ContainerCreating"),
            };
        }
    }
}

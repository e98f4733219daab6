using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Pods whose node is gone or silent: nothing the application could do about.</summary>
internal static class NodeFindings
{
    private static readonly TimeSpan NodeGrace = TimeSpan.FromSeconds(30);

    public static Finding? Of(PodFacts facts)
    {
        var pod = facts.Pod;
        if (pod.Spec.NodeName is not { } name)
        {
            return null;
        }

        if (facts.Node is not { } node)
        {
            var told = facts.Newest(e => e.Reason is "NodeNotReady" or "NodeLost")?.At;
            return facts.Around.NodesUnknown || facts.Now - (pod.Metadata.CreationTimestamp ?? facts.Now) < NodeGrace ? null
                : new("NodeGone", name, (pods, _) => $"Node {name} does not exist any more; {(pods == 1 ? "a pod is" : $"{pods} pods are")} still listed on it. This is the cluster's, not the application's.", told ?? facts.NotReadySince,
                    Evidence($"spec.nodeName: {name}; the cluster has no such node"), $"Kubernetes removes such pods within minutes. If it does not: {facts.Kubectl($"delete pod {pod.Metadata.Name} --grace-period=0 --force")}.", pod.Metadata.Name, 0);
        }

        if (node.IsReady || pod.IsReady)
        {
            return null;
        }

        var ready = node.Status.Condition("Ready");
        return new("NodeNotReady", name, (pods, _) => $"Node {name} is not ready{InPods(pods).Replace(" in ", ", so nothing is known of what runs in ", StringComparison.Ordinal)}: {Sentence(ready?.Message ?? ready?.Reason ?? "it reports nothing")}. This is the cluster's, not the application's.",
            ready?.LastTransitionTime ?? facts.NotReadySince, Evidence($"node {name}: Ready is {ready?.Status ?? "not reported"}{Colon(ready?.Reason)}{Colon(ready?.Message)}", $"Ready of the pod is False since {At(facts.NotReadySince)}"),
            $"Look at the node: kubectl describe node {name}. After five minutes its pods are made anew elsewhere, those of a StatefulSet only once the node is back or deleted.", pod.Metadata.Name, 0);
    }
}

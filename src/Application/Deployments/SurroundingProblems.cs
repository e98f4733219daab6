using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>What is wrong around a workload: namespace, volume claims, Services, autoscaler, disruption budgets, nodes under pressure.</summary>
internal static class SurroundingProblems
{
    private static readonly TimeSpan BlindGrace = TimeSpan.FromMinutes(3);
    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"];

    /// <param name="known">What is wrong with its pods: a Service without endpoints follows from it.</param>
    public static IEnumerable<Problem> Of(WorkloadFacts facts, RolloutView rollout, IReadOnlyList<Problem> known, DateTimeOffset now)
        => OfNamespace(facts).Concat(OfClaims(facts, known)).Concat(OfServices(facts, rollout, known, now)).Concat(OfAutoscaler(facts, now)).Concat(OfBudgets(facts)).Concat(OfNodes(facts));

    /// <summary>Services that select the workload while none of its pods takes traffic.</summary>
    public static IReadOnlyList<string> Silent(WorkloadFacts facts, RolloutView rollout)
        => rollout is { Desired: > 0, Ready: 0 } && !facts.PodsForbidden && facts.Kind is not ("Job" or "CronJob") ? [.. (facts.Around.Services ?? []).Select(s => s.Metadata.Name)] : [];

    public static string Lost(ObservedVolumeClaim claim) => $"Volume claim {claim.Metadata.Name} has lost its volume {claim.Spec.VolumeName}: the data is not reachable.";

    public static string AboutLost(ObservedVolumeClaim claim)
        => $"Look whether the volume was deleted by hand: kubectl -n {claim.Metadata.Namespace} describe pvc {claim.Metadata.Name}. Restore it from a backup before you make the claim anew.";

    private static IEnumerable<Problem> OfNamespace(WorkloadFacts facts)
    {
        if (facts.Around.Namespace is { Status: { Phase: "Terminating" } status } ns)
        {
            var remains = (status.Conditions ?? []).Where(c => c.Status == "True").Select(c => $"{c.Type}{Colon(c.Message)}").ToList();
            yield return new("NamespaceTerminating", Severity.Critical, $"Its namespace {ns.Metadata.Name} is being deleted, and everything in it: nothing new can be made there{(remains.Count > 0 ? $". What remains: {Sentence(remains[^1])}" : "")}.",
                ns.Metadata.DeletionTimestamp, [$"namespace {ns.Metadata.Name}: phase Terminating", .. remains], $"If that was not meant, save what you need now; the deletion cannot be taken back. kubectl get namespace {ns.Metadata.Name} -o yaml tells what it waits for.", []);
        }
    }

    private static IEnumerable<Problem> OfClaims(WorkloadFacts facts, IReadOnlyList<Problem> known)
    {
        if (!known.Any(p => p.Code == "ClaimLost"))
        {
            foreach (var claim in facts.Around.Claims.Where(c => c.Status.Phase == "Lost"))
            {
                yield return new("ClaimLost", Severity.Critical, Lost(claim), null, [$"persistentvolumeclaim {claim.Metadata.Name}: phase Lost, volumeName {claim.Spec.VolumeName}"], AboutLost(claim), []);
            }
        }

        if (known.Any(p => p.Code is "Unschedulable"))
        {
            yield break;
        }

        foreach (var claim in facts.Around.Claims.Where(c => c.Status.Phase == "Pending"))
        {
            var said = facts.Events.Where(e => e.InvolvedObject.Uid == claim.Metadata.Uid).MaxBy(e => e.At);
            if (said is not null)
            {
                yield return new("ClaimPending", Severity.Warning, $"Volume claim {claim.Metadata.Name} is not bound: {Sentence(said.Message ?? said.Reason ?? "no reason is given")}.", claim.Metadata.CreationTimestamp,
                    [$"persistentvolumeclaim {claim.Metadata.Name}: phase Pending, storage class {claim.Spec.StorageClassName ?? "of the cluster"}", $"event: {said.Reason}: {said.Message}"],
                    $"Look at the storage class and its provisioner: kubectl -n {claim.Metadata.Namespace} describe pvc {claim.Metadata.Name}.", []);
            }
        }
    }

    private static IEnumerable<Problem> OfServices(WorkloadFacts facts, RolloutView rollout, IReadOnlyList<Problem> known, DateTimeOffset now)
    {
        var silent = Silent(facts, rollout);
        var age = now - (facts.Workload.Metadata.CreationTimestamp ?? now);
        if (silent.Count > 0 && age > TimeSpan.FromMinutes(2) && !known.Any(p => p.Severity == Severity.Critical))
        {
            var ns = facts.Workload.Metadata.Namespace;
            yield return new("NoEndpoints", Severity.Critical, $"Service {string.Join(", ", silent)} has no ready pod behind it: every call fails. {(facts.Pods.Count == 0 ? $"The {facts.Kind} has no pods{(rollout.State == RolloutState.Paused ? ", because it is paused" : "")}" : $"None of {Count(facts.Pods.Count, "pod")} is ready")}.",
                null, [.. silent.Select(s => $"service {s} selects these pods; 0 of {rollout.Desired} are ready")], $"kubectl -n {ns} get endpoints {silent[0]} shows what it leads to. Make a pod ready, or go back to the version that was.", []);
        }
    }

    private static IEnumerable<Problem> OfAutoscaler(WorkloadFacts facts, DateTimeOffset now)
    {
        if (facts.Around.Autoscaler is not { } scaler || facts.Workload.Spec.Replicas == 0)
        {
            yield break;
        }

        var (name, ns) = (scaler.Metadata.Name, scaler.Metadata.Namespace);
        if (scaler.Status.Condition("ScalingActive") is { Status: "False", Reason: not "ScalingDisabled" } blind && now - (blind.LastTransitionTime ?? now) > BlindGrace)
        {
            yield return new(blind.Reason ?? "ScalingActive", Severity.Warning, $"Autoscaler {name} cannot read its metric and leaves the number of pods as it is{Colon(blind.Message)}.", blind.LastTransitionTime, [$"horizontalpodautoscaler {name}: ScalingActive is False{Colon(blind.Reason)}{Colon(blind.Message)}"],
                blind.Message?.Contains("missing request", StringComparison.Ordinal) == true ? "Set resources.requests for the metric in every container of the template: a share of nothing cannot be computed."
                    : $"Look whether the metrics server or adapter runs: kubectl get apiservices | grep metrics. Then kubectl -n {ns} describe hpa {name}.", []);
        }
        else if (scaler.Status.Condition("AbleToScale") is { Status: "False", Reason: not "BackoffBoth" and not "BackoffUpscale" and not "BackoffDownscale" } unable && now - (unable.LastTransitionTime ?? now) > BlindGrace)
        {
            yield return new(unable.Reason ?? "AbleToScale", Severity.Warning, $"Autoscaler {name} cannot scale{Colon(unable.Message)}.", unable.LastTransitionTime, [$"horizontalpodautoscaler {name}: AbleToScale is False{Colon(unable.Reason)}{Colon(unable.Message)}"], $"kubectl -n {ns} describe hpa {name} tells what it may not do.", []);
        }

        if (scaler.Status.Condition("ScalingLimited") is { Status: "True", Reason: "TooManyReplicas" } limited)
        {
            yield return new("TooManyReplicas", Severity.Warning, $"Autoscaler {name} would use more than its maximum of {scaler.Spec.MaxReplicas} pods: the load is higher than it may answer.", limited.LastTransitionTime,
                [$"horizontalpodautoscaler {name}: ScalingLimited is True: {limited.Reason}{Colon(limited.Message)}", $"spec.maxReplicas: {scaler.Spec.MaxReplicas}, current: {scaler.Status.CurrentReplicas}"],
                $"Raise maxReplicas if the nodes and what stands behind can take it: kubectl -n {ns} edit hpa {name}. Otherwise find where the load comes from.", []);
        }
    }

    private static IEnumerable<Problem> OfBudgets(WorkloadFacts facts)
    {
        foreach (var budget in facts.Around.Budgets.Where(b => b.Status is { DisruptionsAllowed: 0, ExpectedPods: > 0 }))
        {
            var (name, ns, status) = (budget.Metadata.Name, budget.Metadata.Namespace, budget.Status);
            var rule = budget.Spec.MinAvailable is { } min ? $"minAvailable: {min}" : $"maxUnavailable: {budget.Spec.MaxUnavailable}";
            var evidence = $"poddisruptionbudget {name}: {rule}, disruptionsAllowed 0, healthy {status.CurrentHealthy}, needed {status.DesiredHealthy}, expected {status.ExpectedPods}";
            var drained = facts.Around.Nodes.Values.Where(n => n.Spec.Unschedulable).Select(n => n.Metadata.Name).Order(StringComparer.Ordinal).ToList();
            if (status.DesiredHealthy >= status.ExpectedPods)
            {
                yield return new("DisruptionNotAllowed", Severity.Warning, $"Disruption budget {name} can never allow a pod to be evicted ({rule} of {Count(status.ExpectedPods, "pod")}): whoever drains a node with one waits for ever.", null, [evidence],
                    $"Set minAvailable below the number of replicas, or maxUnavailable: 1, or run one more replica: kubectl -n {ns} edit pdb {name}.", []);
            }
            else if (drained.Count > 0)
            {
                yield return new("DisruptionNotAllowed", Severity.Warning, $"Node {string.Join(", ", drained)} is cordoned, and disruption budget {name} allows no eviction now: the drain waits.", null, [evidence, .. drained.Select(n => $"node {n}: unschedulable")],
                    $"Get one more pod ready; the drain goes on by itself then: kubectl -n {ns} get pdb {name}.", []);
            }
        }
    }

    private static IEnumerable<Problem> OfNodes(WorkloadFacts facts)
    {
        foreach (var (name, node) in facts.Around.Nodes.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            foreach (var pressure in Pressures.Select(node.Status.Condition).Where(c => c is { Status: "True" }))
            {
                var pods = facts.Pods.Where(p => p.Spec.NodeName == name && p.Metadata.DeletionTimestamp is null && p.Status.Phase is "Running" or "Pending").Select(p => p.Metadata.Name).ToList();
                var what = pressure!.Type switch { "MemoryPressure" => "memory", "DiskPressure" => "disk", _ => "process ids" };
                if (pods.Count > 0)
                {
                    yield return new(pressure.Type, Severity.Warning, $"Node {name} is short of {what}: the kubelet may evict {(pods.Count == 1 ? "the pod" : $"the {pods.Count} pods")} there. This is the cluster's, not the application's.", pressure.LastTransitionTime,
                        [$"node {name}: {pressure.Type} is True{Colon(pressure.Reason)}{Colon(pressure.Message)}"], $"Look what takes it: kubectl describe node {name}. Pods that use more than they request go first.", pods);
                }
            }
        }
    }
}

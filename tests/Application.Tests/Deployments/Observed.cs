using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

/// <summary>Objects as a cluster reports them, with only what a test is about.</summary>
internal static class Observed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    public static ObservedWorkload Deployment(int replicas = 3, int ready = 3, int? updated = null, int? total = null, string? progressing = "NewReplicaSetAvailable", string image = "registry.test/shop/orders:1.4.2", bool paused = false,
        long generation = 1, long observed = 1, Dictionary<string, string>? labels = null, string? progressingStatus = "True", string? replicaFailure = null) => new()
        {
            Metadata = new() { Name = "orders", Namespace = "shop", Uid = "d1", Generation = generation, Labels = labels, CreationTimestamp = Now.AddDays(-9) },
            Spec = new() { Replicas = replicas, Paused = paused, Template = new() { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new() { Name = "orders", Image = image }] } } },
            Status = new()
            {
                ObservedGeneration = observed,
                Replicas = total ?? replicas,
                ReadyReplicas = ready,
                AvailableReplicas = ready,
                UpdatedReplicas = updated ?? replicas,
                Conditions = [.. new[]
            {
                progressing is null ? null : new ObservedCondition("Progressing", progressingStatus!, progressing, "message of the controller", Now.AddMinutes(-42)),
                replicaFailure is null ? null : new ObservedCondition("ReplicaFailure", "True", "FailedCreate", replicaFailure, Now.AddMinutes(-3)),
            }.OfType<ObservedCondition>()],
            },
        };

    public static ObservedWorkload ReplicaSet(string hash, int revision, string image, DateTimeOffset created, string? history = null) => new()
    {
        Metadata = new()
        {
            Name = $"orders-{hash}",
            Namespace = "shop",
            Uid = $"rs-{hash}",
            CreationTimestamp = created,
            Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash },
            Annotations = history is null ? new Dictionary<string, string> { [KeptAnnotations.Revision] = $"{revision}" } : new Dictionary<string, string> { [KeptAnnotations.Revision] = $"{revision}", [KeptAnnotations.RevisionHistory] = history },
            OwnerReferences = [new("Deployment", "orders", "d1", true)],
        },
        Spec = new() { Template = new() { Spec = new() { Containers = [new() { Name = "orders", Image = image }] } } },
    };

    public static ObservedPod Pod(string name = "orders-1", ContainerStatus? container = null, string phase = "Running", bool ready = true, string? node = "node-1", DateTimeOffset? created = null, ObservedCondition[]? conditions = null,
        string hash = "aaa", string? limit = "512Mi", DateTimeOffset? deleting = null, string? reason = null, string? message = null, ContainerStatus? init = null) => new()
        {
            Metadata = new() { Name = name, Namespace = "shop", Uid = $"uid-{name}", CreationTimestamp = created ?? Now.AddHours(-2), DeletionTimestamp = deleting, Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash }, OwnerReferences = [new("ReplicaSet", $"orders-{hash}", $"rs-{hash}", true)] },
            Spec = new() { NodeName = node, Containers = [new() { Name = "orders", Image = "registry.test/shop/orders:1.4.2", Resources = limit is null ? null : new(null, new Dictionary<string, string> { ["memory"] = limit }) }] },
            Status = new()
            {
                Phase = phase,
                Reason = reason,
                Message = message,
                StartTime = created ?? Now.AddHours(-2),
                PodIp = "10.0.0.7",
                Conditions = conditions ?? [new("PodScheduled", "True"), new("Ready", ready ? "True" : "False", null, null, Now.AddMinutes(-30))],
                ContainerStatuses = node is null ? null : [container ?? new() { Name = "orders", Ready = ready, State = new(Running: new(Now.AddHours(-2))) }],
                InitContainerStatuses = init is null ? null : [init],
            },
        };

    public static ContainerStatus Waiting(string reason, string? message = null, int restarts = 0, ContainerTerminated? last = null)
        => new() { Name = "orders", RestartCount = restarts, State = new(Waiting: new(reason, message)), LastState = last is null ? null : new(Terminated: last) };

    public static ObservedEvent Warning(string pod, string reason, string message)
        => new() { Metadata = new() { Name = $"{pod}.{reason}", Uid = $"{pod}.{reason}" }, InvolvedObject = new() { Kind = "Pod", Name = pod, Uid = $"uid-{pod}" }, Type = "Warning", Reason = reason, Message = message, LastTimestamp = Now.AddMinutes(-1) };

    public static Deployment Read(ObservedWorkload workload, IReadOnlyList<ObservedPod>? pods = null, IReadOnlyList<ObservedWorkload>? revisions = null, IReadOnlyList<ObservedEvent>? events = null, string kind = "Deployment", bool forbidden = false)
        => WorkloadReader.Read("prod-eu", "production", "eu", new WorkloadFacts(kind, workload, revisions ?? [], pods ?? [], events ?? [], forbidden), Now);
}

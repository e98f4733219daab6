using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>
/// What a cluster reports, in the shape of its API and with only the fields the portal reads, so that no mapping layer can lose or
/// reinterpret one. Moments are UTC; a field the server leaves out is null. The generated readers set every property, what is missing to null, so those that promise a value put
/// one in its place.
/// </summary>
public interface IObserved
{
    ObservedMeta Metadata { get; }
}

public sealed record ObservedMeta
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Opaque: it may only be handed back to the server.</summary>
    public string? ResourceVersion { get; init; }

    public long? Generation { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public DateTimeOffset? DeletionTimestamp { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonConverter(typeof(KeptAnnotations))]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<ObservedOwner>? OwnerReferences { get; init; }

    /// <summary>Who must let go before the object may end.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    [JsonIgnore]
    public ObservedOwner? Controller => OwnerReferences?.FirstOrDefault(o => o.Controller);
}

public sealed record ObservedOwner(string Kind, string Name, string Uid, bool Controller = false);

/// <summary>A Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or CronJob: they share what is read here.</summary>
public sealed record ObservedWorkload : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();

    /// <summary>What its pods are made from.</summary>
    [JsonIgnore]
    public PodTemplate Template => Spec.JobTemplate?.Spec?.Template ?? Spec.Template;
}

public sealed record WorkloadSpec
{
    public int? Replicas { get; init; }

    public bool Paused { get; init; }

    /// <summary>Deployment.</summary>
    public UpdateStrategy? Strategy { get; init; }

    /// <summary>StatefulSet and DaemonSet.</summary>
    public UpdateStrategy? UpdateStrategy { get; init; }

    public PodTemplate Template { get; init => field = value ?? new(); } = new();

    public ObservedSelector? Selector { get; init; }

    /// <summary>Job and CronJob: held back on purpose.</summary>
    public bool Suspend { get; init; }

    /// <summary>Job: pods that must succeed; null and 1 mean one.</summary>
    public int? Completions { get; init; }

    /// <summary>Job: failed pods after which it fails; 6 where it is left out.</summary>
    public int? BackoffLimit { get; init; }

    /// <summary>CronJob: five fields or @daily and the like, in <see cref="TimeZone"/> or the controller's zone.</summary>
    public string? Schedule { get; init; }

    /// <summary>CronJob: name of an IANA zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>CronJob: what its Jobs are made from.</summary>
    public JobTemplate? JobTemplate { get; init; }

    /// <summary>Job: seconds after which it is ended.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>CronJob: a run that could not start within so many seconds is left out.</summary>
    public long? StartingDeadlineSeconds { get; init; }

    /// <summary>CronJob: Allow, Forbid or Replace.</summary>
    public string? ConcurrencyPolicy { get; init; }

    /// <summary>StatefulSet: names of the claims that each pod gets.</summary>
    public IReadOnlyList<VolumeClaimTemplate>? VolumeClaimTemplates { get; init; }
}

public sealed record JobTemplate(WorkloadSpec? Spec = null);

public sealed record VolumeClaimTemplate(ObservedMeta? Metadata = null);

public sealed record PodTemplate
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it says besides images and labels; set when the cluster's model takes it in.</summary>
    [JsonIgnore]
    public TemplateFacts? Facts { get; init; }
}

public sealed record WorkloadStatus
{
    public long? ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    /// <summary>StatefulSet.</summary>
    public string? CurrentRevision { get; init; }

    /// <summary>StatefulSet.</summary>
    public string? UpdateRevision { get; init; }

    /// <summary>DaemonSet.</summary>
    public int DesiredNumberScheduled { get; init; }

    /// <summary>DaemonSet.</summary>
    public int NumberReady { get; init; }

    /// <summary>DaemonSet.</summary>
    public int UpdatedNumberScheduled { get; init; }

    /// <summary>Job: pods that ended well.</summary>
    public int Succeeded { get; init; }

    /// <summary>Job: pods that ended badly.</summary>
    public int Failed { get; init; }

    /// <summary>Job.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Job: when it succeeded.</summary>
    public DateTimeOffset? CompletionTime { get; init; }

    /// <summary>CronJob.</summary>
    public DateTimeOffset? LastScheduleTime { get; init; }

    /// <summary>CronJob, from 1.21.</summary>
    public DateTimeOffset? LastSuccessfulTime { get; init; }

    public IReadOnlyList<ObservedCondition>? Conditions { get; init; }

    public ObservedCondition? Condition(string type) => Conditions?.FirstOrDefault(c => c.Type == type);
}

public sealed record ObservedCondition(string Type, string Status, string? Reason = null, string? Message = null, DateTimeOffset? LastTransitionTime = null);

public sealed record ObservedPod : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    public PodStatus Status { get; init => field = value ?? new(); } = new();

    [JsonIgnore]
    public bool IsReady => Metadata.DeletionTimestamp is null && Status.Condition("Ready")?.Status == "True";
}

public sealed record PodSpec
{
    public string? NodeName { get; init; }

    public IReadOnlyList<ObservedContainer>? Containers { get; init; }

    public IReadOnlyList<ObservedContainer>? InitContainers { get; init; }

    public IReadOnlyList<ObservedVolume>? Volumes { get; init; }
}

public sealed record ObservedContainer
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Image { get; init => field = value ?? ""; } = "";

    public ContainerResources? Resources { get; init; }

    public ObservedProbe? ReadinessProbe { get; init; }

    public ObservedProbe? LivenessProbe { get; init; }

    public ObservedProbe? StartupProbe { get; init; }

    /// <summary>Names of its environment, and what the values point to; the values are not kept.</summary>
    [JsonConverter(typeof(ReferencesOfEnv))]
    public ObservedEnvironment? Env { get; init; }

    public IReadOnlyList<ObservedEnvSource>? EnvFrom { get; init; }

    [JsonConverter(typeof(ReferencesOfCommand))]
    public ObservedWords? Command { get; init; }

    [JsonConverter(typeof(ReferencesOfArgs))]
    public ObservedWords? Args { get; init; }
}

/// <summary>Quantities as written, for instance 512Mi or 250m.</summary>
public sealed record ContainerResources(IReadOnlyDictionary<string, string>? Requests = null, IReadOnlyDictionary<string, string>? Limits = null);

public sealed record PodStatus
{
    public string Phase { get; init => field = value ?? ""; } = "";

    public string? Reason { get; init; }

    public string? Message { get; init; }

    [JsonPropertyName("podIP")]
    public string? PodIp { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public IReadOnlyList<ObservedCondition>? Conditions { get; init; }

    public IReadOnlyList<ContainerStatus>? InitContainerStatuses { get; init; }

    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }

    public ObservedCondition? Condition(string type) => Conditions?.FirstOrDefault(c => c.Type == type);
}

public sealed record ContainerStatus
{
    public string Name { get; init => field = value ?? ""; } = "";

    public bool Ready { get; init; }

    /// <summary>False while a startup probe has not passed yet.</summary>
    public bool? Started { get; init; }

    public int RestartCount { get; init; }

    public string? Image { get; init; }

    [JsonPropertyName("imageID")]
    public string? ImageId { get; init; }

    public ContainerState? State { get; init; }

    public ContainerState? LastState { get; init; }
}

public sealed record ContainerState(ContainerWaiting? Waiting = null, ContainerRunning? Running = null, ContainerTerminated? Terminated = null);

public sealed record ContainerWaiting(string? Reason = null, string? Message = null);

public sealed record ContainerRunning(DateTimeOffset? StartedAt = null);

public sealed record ContainerTerminated(int ExitCode, string? Reason = null, string? Message = null, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null);

/// <summary>A Service of the core API: which pods a DNS name leads to.</summary>
public sealed record ObservedService : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public ServiceSpec Spec { get; init => field = value ?? new(); } = new();

    public ServiceStatus? Status { get; init; }
}

/// <param name="ExternalName">For the type ExternalName: the DNS name it stands for.</param>
/// <param name="Type">ClusterIP, NodePort, LoadBalancer or ExternalName.</param>
/// <param name="ClusterIp">Its address inside the cluster; "None" for a headless one.</param>
/// <param name="ExternalIps">Addresses outside the cluster that lead to it.</param>
public sealed record ServiceSpec(
    IReadOnlyDictionary<string, string>? Selector = null,
    string? ExternalName = null,
    string? Type = null,
    [property: JsonPropertyName("clusterIP")] string? ClusterIp = null,
    [property: JsonPropertyName("externalIPs")] IReadOnlyList<string>? ExternalIps = null);

/// <param name="LoadBalancer">Where a load balancer listens for it.</param>
public sealed record ServiceStatus(LoadBalancerStatus? LoadBalancer = null);

public sealed record LoadBalancerStatus(IReadOnlyList<LoadBalancerPoint>? Ingress = null);

/// <summary>An address or a name; seldom both.</summary>
public sealed record LoadBalancerPoint(string? Ip = null, string? Hostname = null);

/// <summary>An Event of the core API.</summary>
public sealed record ObservedEvent : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public EventSubject InvolvedObject { get; init => field = value ?? new(); } = new();

    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    public int? Count { get; init; }

    public DateTimeOffset? LastTimestamp { get; init; }

    public DateTimeOffset? EventTime { get; init; }

    [JsonIgnore]
    public DateTimeOffset? At => LastTimestamp ?? EventTime ?? Metadata.CreationTimestamp;
}

public sealed record EventSubject
{
    public string Kind { get; init => field = value ?? ""; } = "";

    public string Namespace { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    public string Uid { get; init => field = value ?? ""; } = "";
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>A selector of the API: all of matchLabels and matchExpressions must hold.</summary>
/// <remarks>Source: Kubernetes API, meta/v1 LabelSelector. An empty selector matches everything; a missing one nothing.</remarks>
public sealed record ObservedSelector(IReadOnlyDictionary<string, string>? MatchLabels = null, IReadOnlyList<SelectorExpression>? MatchExpressions = null)
{
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
        => (MatchLabels ?? new Dictionary<string, string>()).All(l => labels?.GetValueOrDefault(l.Key) == l.Value) && (MatchExpressions ?? []).All(e => e.Holds(labels));
}

/// <param name="Operator">In, NotIn, Exists, DoesNotExist.</param>
public sealed record SelectorExpression(string Key, string Operator, IReadOnlyList<string>? Values = null)
{
    public bool Holds(IReadOnlyDictionary<string, string>? labels)
    {
        var value = labels?.GetValueOrDefault(Key);
        return Operator switch
        {
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "In" => value is not null && Values?.Contains(value, StringComparer.Ordinal) == true,
            _ => value is null || Values?.Contains(value, StringComparer.Ordinal) != true,
        };
    }
}

/// <summary>A node: whether it takes pods, and what it has to give.</summary>
public sealed record ObservedNode : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public NodeSpec Spec { get; init => field = value ?? new(); } = new();

    public NodeStatus Status { get; init => field = value ?? new(); } = new();

    [JsonIgnore]
    public bool IsReady => Status.Condition("Ready")?.Status == "True";
}

/// <param name="Unschedulable">Cordoned.</param>
public sealed record NodeSpec(bool Unschedulable = false, IReadOnlyList<NodeTaint>? Taints = null);

public sealed record NodeTaint(string Key = "", string? Value = null, string Effect = "");

/// <param name="Allocatable">Quantities as written: cpu, memory, pods.</param>
public sealed record NodeStatus(
    IReadOnlyList<ObservedCondition>? Conditions = null,
    IReadOnlyDictionary<string, string>? Allocatable = null,
    IReadOnlyList<NodeAddress>? Addresses = null,
    NodeInfo? NodeInfo = null)
{
    public ObservedCondition? Condition(string type) => Conditions?.FirstOrDefault(c => c.Type == type);
}

/// <param name="Type">InternalIP, ExternalIP, Hostname, ...</param>
public sealed record NodeAddress(string Type = "", string Address = "");

public sealed record NodeInfo(string? KubeletVersion = null);

public sealed record ObservedNamespace : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public NamespaceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <param name="Phase">Active or Terminating.</param>
/// <param name="Conditions">While it is terminating: what remains, and why.</param>
public sealed record NamespaceStatus(string Phase = "", IReadOnlyList<ObservedCondition>? Conditions = null);

/// <summary>An Ingress: which hosts and paths lead to which Service.</summary>
/// <remarks>Source: networking.k8s.io/v1; v1beta1 names the Service in serviceName.</remarks>
public sealed record ObservedIngress : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public IngressSpec Spec { get; init => field = value ?? new(); } = new();
}

public sealed record IngressSpec(IngressBackend? DefaultBackend = null, IReadOnlyList<IngressRule>? Rules = null);

/// <param name="Host">Null for every host.</param>
public sealed record IngressRule(string? Host = null, IngressHttp? Http = null);

public sealed record IngressHttp(IReadOnlyList<IngressPath>? Paths = null);

/// <param name="PathType">Exact, Prefix or ImplementationSpecific.</param>
public sealed record IngressPath(string? Path = null, IngressBackend? Backend = null, string? PathType = null);

/// <param name="ServiceName">As v1beta1 writes it.</param>
public sealed record IngressBackend(ObservedName? Service = null, string? ServiceName = null)
{
    /// <summary>Name of the Service in the Ingress' own namespace; null when it leads elsewhere.</summary>
    [JsonIgnore]
    public string? Target => Service?.Name ?? ServiceName;
}

/// <summary>A HorizontalPodAutoscaler, v2 or v2beta2.</summary>
public sealed record ObservedAutoscaler : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public AutoscalerSpec Spec { get; init => field = value ?? new(); } = new();

    public AutoscalerStatus Status { get; init => field = value ?? new(); } = new();
}

public sealed record AutoscalerSpec(ScaleTarget? ScaleTargetRef = null, int? MinReplicas = null, int MaxReplicas = 0);

public sealed record ScaleTarget(string Kind = "", string Name = "");

public sealed record AutoscalerStatus(int CurrentReplicas = 0, int DesiredReplicas = 0, DateTimeOffset? LastScaleTime = null, IReadOnlyList<ObservedCondition>? Conditions = null)
{
    public ObservedCondition? Condition(string type) => Conditions?.FirstOrDefault(c => c.Type == type);
}

/// <summary>A PodDisruptionBudget.</summary>
public sealed record ObservedDisruptionBudget : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public DisruptionBudgetSpec Spec { get; init => field = value ?? new(); } = new();

    public DisruptionBudgetStatus Status { get; init => field = value ?? new(); } = new();
}

/// <param name="MinAvailable">A number or a percentage, as written.</param>
/// <param name="MaxUnavailable">A number or a percentage, as written.</param>
public sealed record DisruptionBudgetSpec(
    [property: JsonConverter(typeof(NumberOrText))] string? MinAvailable = null,
    [property: JsonConverter(typeof(NumberOrText))] string? MaxUnavailable = null,
    ObservedSelector? Selector = null);

public sealed record DisruptionBudgetStatus(int DisruptionsAllowed = 0, int CurrentHealthy = 0, int DesiredHealthy = 0, int ExpectedPods = 0, long? ObservedGeneration = null);

/// <summary>A PersistentVolumeClaim.</summary>
public sealed record ObservedVolumeClaim : IObserved
{
    public ObservedMeta Metadata { get; init => field = value ?? new(); } = new();

    public VolumeClaimSpec Spec { get; init => field = value ?? new(); } = new();

    public VolumeClaimStatus Status { get; init => field = value ?? new(); } = new();
}

public sealed record VolumeClaimSpec(string? StorageClassName = null, string? VolumeName = null, ContainerResources? Resources = null);

/// <param name="Phase">Pending, Bound or Lost.</param>
public sealed record VolumeClaimStatus(string Phase = "", IReadOnlyDictionary<string, string>? Capacity = null);

/// <summary>Reads what Kubernetes writes as a number or as a text (IntOrString) as text.</summary>
public sealed class NumberOrText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonTokenType.String => reader.GetString(),
        _ => throw new JsonException("A number or a text was expected."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>A page of a list.</summary>
internal sealed record KubeList<T>(ListMeta? Metadata = null, IReadOnlyList<T>? Items = null);

internal sealed record ListMeta(string? ResourceVersion = null, string? Continue = null);

/// <summary>What the server says instead of an object: refused, expired, ...</summary>
internal sealed record KubeStatus(string? Reason = null, string? Message = null, int Code = 0);

/// <summary>A template that a StatefulSet or DaemonSet had: a patch that brings it back.</summary>
internal sealed record KubeControllerRevision(ObservedMeta Metadata, JsonElement Data, long Revision = 0);

internal sealed record ServerVersion(string? GitVersion = null);

/// <summary>Source-generated readers: no reflection, and fields that are not named here are skipped while parsing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(KubeList<ObservedWorkload>))]
[JsonSerializable(typeof(KubeList<ObservedPod>))]
[JsonSerializable(typeof(KubeList<ObservedEvent>))]
[JsonSerializable(typeof(KubeList<ObservedService>))]
[JsonSerializable(typeof(KubeList<ObservedNode>))]
[JsonSerializable(typeof(KubeList<ObservedNamespace>))]
[JsonSerializable(typeof(KubeList<ObservedIngress>))]
[JsonSerializable(typeof(KubeList<ObservedAutoscaler>))]
[JsonSerializable(typeof(KubeList<ObservedDisruptionBudget>))]
[JsonSerializable(typeof(KubeList<ObservedVolumeClaim>))]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(KubeList<KubeControllerRevision>))]
[JsonSerializable(typeof(ServerVersion))]
internal sealed partial class KubernetesJson : JsonSerializerContext;

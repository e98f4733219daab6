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

/// <summary>A HorizontalPodAutoscaler, of any version that has been served since 1.20.</summary>
internal sealed record KubeAutoscaler(ObservedMeta Metadata, KubeAutoscalerSpec Spec);

internal sealed record KubeAutoscalerSpec(KubeScaleTarget ScaleTargetRef, int MaxReplicas, int? MinReplicas = null);

internal sealed record KubeScaleTarget(string Kind, string Name);

internal sealed record ServerVersion(string? GitVersion = null);

/// <summary>Source-generated readers: no reflection, and fields that are not named here are skipped while parsing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(KubeList<ObservedWorkload>))]
[JsonSerializable(typeof(KubeList<ObservedPod>))]
[JsonSerializable(typeof(KubeList<ObservedEvent>))]
[JsonSerializable(typeof(KubeList<ObservedService>))]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(KubeList<KubeControllerRevision>))]
[JsonSerializable(typeof(KubeList<KubeAutoscaler>))]
[JsonSerializable(typeof(ServerVersion))]
internal sealed partial class KubernetesJson : JsonSerializerContext;

/// <summary>One resource that is listed and watched.</summary>
internal sealed record WatchedKind(ObservedKind Kind, string Path, string? Selector, Func<Stream, CancellationToken, ValueTask<(IReadOnlyList<IObserved> Items, ListMeta Meta)>> ReadList, Func<ReadOnlyMemory<byte>, IObserved?> ReadObject)
{
    /// <summary>Normal events say nothing that status does not; the server leaves them out.</summary>
    public static IReadOnlyList<WatchedKind> All { get; } =
    [
        Of(ObservedKind.Deployment, "apis/apps/v1/deployments", null, KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.ReplicaSet, "apis/apps/v1/replicasets", null, KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.StatefulSet, "apis/apps/v1/statefulsets", null, KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.DaemonSet, "apis/apps/v1/daemonsets", null, KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.Pod, "api/v1/pods", null, KubernetesJson.Default.KubeListObservedPod, KubernetesJson.Default.ObservedPod),
        Of(ObservedKind.Event, "api/v1/events", "type=Warning", KubernetesJson.Default.KubeListObservedEvent, KubernetesJson.Default.ObservedEvent),
        Of(ObservedKind.Service, "api/v1/services", null, KubernetesJson.Default.KubeListObservedService, KubernetesJson.Default.ObservedService),
    ];

    /// <summary>For people: the resource's name as RBAC rules spell it.</summary>
    public string Resource => Path[(Path.LastIndexOf('/') + 1)..];

    private static WatchedKind Of<T>(ObservedKind kind, string path, string? selector, JsonTypeInfo<KubeList<T>> list, JsonTypeInfo<T> item)
        where T : class, IObserved
        => new(kind, path, selector,
            async (stream, ct) =>
            {
                var page = await JsonSerializer.DeserializeAsync(stream, list, ct) ?? throw new JsonException("The list is null.");
                return (page.Items ?? [], page.Metadata ?? throw new JsonException("The list has no metadata."));
            },
            bytes => JsonSerializer.Deserialize(bytes.Span, item));
}

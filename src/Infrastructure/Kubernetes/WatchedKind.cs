using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>One resource that is listed and watched.</summary>
/// <param name="Paths">Where servers of different age serve it, the newest first. The first that the server knows is taken.</param>
/// <param name="Group">API group, as RBAC rules spell it; empty for the core.</param>
/// <param name="Selector">Field selector, or null.</param>
internal sealed record WatchedKind(ObservedKind Kind, string Group, IReadOnlyList<string> Paths, string? Selector, Func<Stream, CancellationToken, ValueTask<(IReadOnlyList<IObserved> Items, ListMeta Meta)>> ReadList, Func<ReadOnlyMemory<byte>, IObserved?> ReadObject)
{
    /// <summary>Normal events say nothing that status does not; the server leaves them out.</summary>
    /// <remarks>Sources: the deprecation guide of Kubernetes. CronJob left batch/v1beta1 in 1.25 and is in batch/v1 from 1.21; HorizontalPodAutoscaler left autoscaling/v2beta2 in 1.26 and
    /// is in v2 from 1.23; PodDisruptionBudget left policy/v1beta1 in 1.25 and is in v1 from 1.21; Ingress is in networking.k8s.io/v1 from 1.19.</remarks>
    public static IReadOnlyList<WatchedKind> All { get; } =
    [
        Of(ObservedKind.Deployment, "apps", ["v1"], "deployments", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.ReplicaSet, "apps", ["v1"], "replicasets", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.StatefulSet, "apps", ["v1"], "statefulsets", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.DaemonSet, "apps", ["v1"], "daemonsets", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.Job, "batch", ["v1"], "jobs", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.CronJob, "batch", ["v1", "v1beta1"], "cronjobs", KubernetesJson.Default.KubeListObservedWorkload, KubernetesJson.Default.ObservedWorkload),
        Of(ObservedKind.Pod, "", ["v1"], "pods", KubernetesJson.Default.KubeListObservedPod, KubernetesJson.Default.ObservedPod),
        Of(ObservedKind.Event, "", ["v1"], "events", KubernetesJson.Default.KubeListObservedEvent, KubernetesJson.Default.ObservedEvent, "type=Warning"),
        Of(ObservedKind.Service, "", ["v1"], "services", KubernetesJson.Default.KubeListObservedService, KubernetesJson.Default.ObservedService),
        Of(ObservedKind.Ingress, "networking.k8s.io", ["v1", "v1beta1"], "ingresses", KubernetesJson.Default.KubeListObservedIngress, KubernetesJson.Default.ObservedIngress),
        Of(ObservedKind.Autoscaler, "autoscaling", ["v2", "v2beta2"], "horizontalpodautoscalers", KubernetesJson.Default.KubeListObservedAutoscaler, KubernetesJson.Default.ObservedAutoscaler),
        Of(ObservedKind.DisruptionBudget, "policy", ["v1", "v1beta1"], "poddisruptionbudgets", KubernetesJson.Default.KubeListObservedDisruptionBudget, KubernetesJson.Default.ObservedDisruptionBudget),
        Of(ObservedKind.VolumeClaim, "", ["v1"], "persistentvolumeclaims", KubernetesJson.Default.KubeListObservedVolumeClaim, KubernetesJson.Default.ObservedVolumeClaim),
        Of(ObservedKind.Node, "", ["v1"], "nodes", KubernetesJson.Default.KubeListObservedNode, KubernetesJson.Default.ObservedNode),
        Of(ObservedKind.Namespace, "", ["v1"], "namespaces", KubernetesJson.Default.KubeListObservedNamespace, KubernetesJson.Default.ObservedNamespace),
    ];

    /// <summary>For people: the resource's name as RBAC rules spell it.</summary>
    public string Resource => Paths[0][(Paths[0].LastIndexOf('/') + 1)..];

    private static WatchedKind Of<T>(ObservedKind kind, string group, string[] versions, string resource, JsonTypeInfo<KubeList<T>> list, JsonTypeInfo<T> item, string? selector = null)
        where T : class, IObserved
        => new(kind, group, [.. versions.Select(v => group.Length == 0 ? $"api/{v}/{resource}" : $"apis/{group}/{v}/{resource}")], selector,
            async (stream, ct) =>
            {
                var page = await JsonSerializer.DeserializeAsync(stream, list, ct) ?? throw new JsonException("The list is null.");
                return (page.Items ?? [], page.Metadata ?? throw new JsonException("The list has no metadata."));
            },
            bytes => JsonSerializer.Deserialize(bytes.Span, item));
}

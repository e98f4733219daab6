using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Acts on workloads by the requests that kubectl makes, each with the portal's name as field manager and bound to the version that was looked at.</summary>
internal sealed class ClusterControl(ClusterRequests requests) : IClusterControl
{
    private const string Operate = "rbac-operate.yaml";
    private const string Read = "rbac.yaml";

    public Task<Result<ObservedWorkload>> ReadAsync(WorkloadAddress workload, CancellationToken ct)
        => requests.AskAsync(Question(workload, "get", Plural(workload.Kind), Read), HttpMethod.Get, PathOf(workload), null, WorkloadAsync, ct);

    public Task<Result<ObservedWorkload>> SendAsync(WorkloadOrder order, CancellationToken ct) => order.Verb switch
    {
        WorkloadVerb.Scale => ScaleAsync(order, ct),
        WorkloadVerb.Rollback when order.Workload.Kind == "Deployment" => RollDeploymentBackAsync(order, ct),
        WorkloadVerb.Rollback => RollBackAsync(order, ct),
        WorkloadVerb.Restart => PatchAsync(order, Patches.Restart(order.Stamp), ct),
        WorkloadVerb.Pause => PatchAsync(order, Patches.Paused(true), ct),
        _ => PatchAsync(order, Patches.Paused(false), ct),
    };

    public async Task<Result<IReadOnlyList<WorkloadRevision>>> RevisionsAsync(WorkloadAddress workload, CancellationToken ct)
    {
        var read = await ReadAsync(workload, ct);
        if (read.Failure is { } failure)
        {
            return Result<IReadOnlyList<WorkloadRevision>>.Fail(failure);
        }

        var listed = await requests.AskAsync(Question(workload, "list", "controllerrevisions", Operate), HttpMethod.Get, $"{Namespaced(workload)}/controllerrevisions", null,
            async (body, token) => await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.KubeListKubeControllerRevision, token) ?? throw new JsonException("The list is null."), ct);
        return listed.Match(list =>
        {
            var own = (list.Items ?? []).Where(r => r.Metadata.Controller?.Uid == read.Value.Metadata.Uid).OrderByDescending(r => r.Revision).ToList();
            return Result<IReadOnlyList<WorkloadRevision>>.Of([.. own.Select((r, at) => WorkloadRevision.Of(r.Revision, r.Metadata.Name, TemplateOf(r), read.Value.Metadata, r.Metadata.CreationTimestamp, current: at == 0))]);
        }, Result<IReadOnlyList<WorkloadRevision>>.Fail);
    }

    private async Task<Result<ObservedWorkload>> ScaleAsync(WorkloadOrder order, CancellationToken ct)
    {
        var body = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = order.Replicas } };
        var question = Question(order.Workload, "patch", $"{Plural(order.Workload.Kind)}/scale", Operate) with { IsChange = true };
        var sent = await requests.AskAsync(question, HttpMethod.Patch, $"{PathOf(order.Workload)}/scale{Options(order)}", Patches.Content(Patches.WithVersion(body, order.ResourceVersion), Patches.Merge),
            async (answer, token) => await JsonNode.ParseAsync(answer, cancellationToken: token), ct);
        if (sent.Failure is { } failure)
        {
            return failure;
        }

        // The subresource answers with a Scale; the workload itself is read, and in a dry run it is as it was but for the number.
        var read = await ReadAsync(order.Workload, ct);
        return read.Match<Result<ObservedWorkload>>(
            now => order.DryRun ? now with { Spec = now.Spec with { Replicas = order.Replicas }, Metadata = now.Metadata with { Generation = now.Metadata.Generation + 1 } } : now,
            unreadable => OperationErrors.NoAnswer(order.Workload.Cluster, $"the number was accepted, but reading it back failed: {unreadable.Message}".TrimEnd('.')));
    }

    /// <summary>As <c>kubectl rollout undo</c>: the template of the ReplicaSet without the label that tells revisions apart, and its annotations over those there are.</summary>
    private async Task<Result<ObservedWorkload>> RollDeploymentBackAsync(WorkloadOrder order, CancellationToken ct)
    {
        var deployment = await requests.AskAsync(Question(order.Workload, "get", "deployments", Read), HttpMethod.Get, PathOf(order.Workload), null, NodeAsync, ct);
        if (deployment.Failure is { } unread)
        {
            return unread;
        }

        var question = Question(order.Workload, "get", "replicasets", Read) with { Missing = OperationErrors.RevisionGone(order.Workload, order.Revision) };
        var replicaSet = await requests.AskAsync(question, HttpMethod.Get, $"{Namespaced(order.Workload)}/replicasets/{order.RevisionName}", null, NodeAsync, ct);
        if (replicaSet.Failure is { } gone)
        {
            return gone;
        }

        var revision = (string?)replicaSet.Value["metadata"]?["annotations"]?[KeptAnnotations.Revision];
        if (revision != order.Revision?.ToString(CultureInfo.InvariantCulture))
        {
            return OperationErrors.Changed(order.Workload, $"{order.RevisionName} was revision {order.Revision} and is revision {revision ?? "none"} now.");
        }

        var sent = await SendPatchAsync(order, Patches.Content(Patches.Rollback(deployment.Value, replicaSet.Value, order.ResourceVersion), Patches.Json), ct);
        return sent.Failure is Rejected && order.ResourceVersion is not null && await IsOtherVersionAsync(order, ct)
            ? OperationErrors.Changed(order.Workload, "it has another version than the one that was looked at.") : sent;
    }

    /// <summary>What a server says when the test of a JSON patch fails differs from version to version, and some say nothing.</summary>
    private async Task<bool> IsOtherVersionAsync(WorkloadOrder order, CancellationToken ct)
        => (await ReadAsync(order.Workload, ct)).Match(now => now.Metadata.ResourceVersion != order.ResourceVersion, _ => false);

    private async Task<Result<ObservedWorkload>> RollBackAsync(WorkloadOrder order, CancellationToken ct)
    {
        var question = Question(order.Workload, "get", "controllerrevisions", Operate) with { Missing = OperationErrors.RevisionGone(order.Workload, order.Revision) };
        var found = await requests.AskAsync(question, HttpMethod.Get, $"{Namespaced(order.Workload)}/controllerrevisions/{order.RevisionName}", null, NodeAsync, ct);
        return found.Failure is { } gone ? gone
            : found.Value["data"] is JsonObject data ? await PatchAsync(order, (JsonObject)data.DeepClone(), ct)
            : OperationErrors.ServerRefuses(order.Workload.Cluster, 200, $"the revision {order.RevisionName} holds no template.");
    }

    private Task<Result<ObservedWorkload>> PatchAsync(WorkloadOrder order, JsonObject body, CancellationToken ct)
        => SendPatchAsync(order, Patches.Content(Patches.WithVersion(body, order.ResourceVersion), Patches.StrategicMerge), ct);

    private Task<Result<ObservedWorkload>> SendPatchAsync(WorkloadOrder order, Func<HttpContent> content, CancellationToken ct)
        => requests.AskAsync(Question(order.Workload, "patch", Plural(order.Workload.Kind), Operate) with { IsChange = true }, HttpMethod.Patch, PathOf(order.Workload) + Options(order), content, WorkloadAsync, ct);

    private static ClusterQuestion Question(WorkloadAddress workload, string verb, string resource, string manifest) => new(workload.Cluster, verb, resource, manifest) { Missing = OperationErrors.Gone(workload) };

    private static string Options(WorkloadOrder order) => order.DryRun ? "?fieldManager=portal&dryRun=All" : "?fieldManager=portal";

    private static string Namespaced(WorkloadAddress workload) => $"apis/apps/v1/namespaces/{Uri.EscapeDataString(workload.Namespace)}";

    private static string PathOf(WorkloadAddress workload) => $"{Namespaced(workload)}/{Plural(workload.Kind)}/{Uri.EscapeDataString(workload.Name)}";

    private static string Plural(string kind) => kind.ToLowerInvariant() + "s";

    private static async Task<ObservedWorkload> WorkloadAsync(Stream body, CancellationToken ct)
        => await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.ObservedWorkload, ct) ?? throw new JsonException("The workload is null.");

    private static async Task<JsonObject> NodeAsync(Stream body, CancellationToken ct)
        => await JsonNode.ParseAsync(body, cancellationToken: ct) as JsonObject ?? throw new JsonException("The answer is no object.");

    private static PodTemplate TemplateOf(KubeControllerRevision revision)
        => revision.Data.ValueKind == JsonValueKind.Object && revision.Data.TryGetProperty("spec", out var spec) && spec.TryGetProperty("template", out var template)
            ? template.Deserialize(KubernetesJson.Default.PodTemplate) ?? new PodTemplate() : new PodTemplate();
}

using System.Globalization;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments.Logs;
using Portal.Application.Deployments.Operations;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>One pod with its containers, why it is as it is, and what it belongs to.</summary>
public sealed record GetPod(string Cluster, string Namespace, string Name) : IQuery<PodDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Phase">The word that explains most: CrashLoopBackOff, Running, Terminating.</param>
/// <param name="Owners">From the pod's controller up to the workload.</param>
/// <param name="Problems">Problems of its workload that name this pod.</param>
/// <param name="Events">Newest first; warnings only.</param>
/// <param name="NoLogs">Why the caller may not read its log; null when the caller may.</param>
public sealed record PodDetail(ClusterStatus Cluster, string Namespace, string Name, string Phase, bool Ready, string? Node, string? Ip, DateTimeOffset? StartedAt, DateTimeOffset? DeletedAt, Deployment? Workload, string? Service, IReadOnlyList<PodOwner> Owners, IReadOnlyList<PodContainer> Containers, IReadOnlyList<ObservedCondition> Conditions, IReadOnlyList<ShownEvent> Events, IReadOnlyList<Problem> Problems, string? NoLogs)
{
    /// <summary>What the pod itself says of its state.</summary>
    public string? Message { get; init; }

    public string? Revision { get; init; }
}

public sealed record PodOwner(string Kind, string Name);

/// <param name="State">running, waiting or terminated, with its reason.</param>
/// <param name="LastEnd">How its last run ended, in words; null when it has not ended yet.</param>
/// <param name="Init">Runs before the others and ends.</param>
public sealed record PodContainer(string Name, string Image, bool Ready, string State, string? Message, DateTimeOffset? Since, int Restarts, string? LastEnd, DateTimeOffset? LastEndedAt, IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits, bool Init);

internal sealed class GetPodHandler(IWorkloadLookup lookup, GonePods gone, IAccess access, ICurrentUser user) : IQueryHandler<GetPod, PodDetail>
{
    public Task<Result<PodDetail>> Handle(GetPod request, CancellationToken cancellationToken)
    {
        if (lookup.Pod(request.Cluster, request.Namespace, request.Name) is not { } found)
        {
            return Task.FromResult<Result<PodDetail>>(PodErrors.Unknown(lookup, gone, request.Cluster, request.Namespace, request.Name));
        }

        var (pod, entry) = (found.Pod, found.Workload);
        var events = (entry?.Events ?? []).Where(e => e.InvolvedObject.Uid == pod.Metadata.Uid || (e.InvolvedObject.Uid.Length == 0 && e.InvolvedObject.Name == pod.Metadata.Name));
        var summary = WorkloadReader.Summary(found.Cluster.Name, entry?.Row.Kind ?? "Pod", entry?.Row.Name ?? pod.Metadata.Name, pod);
        return Task.FromResult<Result<PodDetail>>(new PodDetail(found.Cluster, pod.Metadata.Namespace, pod.Metadata.Name, summary.Phase, summary.Ready, summary.Node, summary.Ip, summary.StartedAt, pod.Metadata.DeletionTimestamp,
            entry?.Row, entry?.Row.Service, OwnersOf(pod, entry), [.. Containers(pod)], pod.Status.Conditions ?? [], GetWorkloadHandler.EventsOf(events),
            [.. (entry?.Row.Problems ?? []).Where(p => p.Pods.Contains(pod.Metadata.Name, StringComparer.Ordinal))], PodLogAccess.Denied(access, user.Actor!, found))
        {
            Message = pod.Status.Message,
            Revision = summary.Revision,
        });
    }

    private static List<PodOwner> OwnersOf(ObservedPod pod, WorkloadEntry? entry)
    {
        List<PodOwner> owners = [];
        if (pod.Metadata.Controller is { } controller)
        {
            owners.Add(new(controller.Kind, controller.Name));
        }

        if (entry is not null && (owners is not [var last, ..] || last.Kind != entry.Row.Kind || last.Name != entry.Row.Name))
        {
            owners.Add(new(entry.Row.Kind, entry.Row.Name));
        }

        return owners;
    }

    private static IEnumerable<PodContainer> Containers(ObservedPod pod)
    {
        foreach (var status in pod.Status.InitContainerStatuses ?? [])
        {
            yield return Of(status.Name, status.Image ?? "", null, status, init: true);
        }

        foreach (var container in pod.Spec.Containers ?? [])
        {
            yield return Of(container.Name, container.Image, container.Resources, (pod.Status.ContainerStatuses ?? []).FirstOrDefault(s => s.Name == container.Name), init: false);
        }
    }

    private static PodContainer Of(string name, string image, ContainerResources? resources, ContainerStatus? status, bool init)
    {
        var (state, message, since) = status?.State switch
        {
            { Running: { } running } => ("running", (string?)null, running.StartedAt),
            { Waiting: { } waiting } => ($"waiting: {waiting.Reason ?? "no reason given"}", waiting.Message, null),
            { Terminated: { } ended } => ($"ended: {ended.Reason ?? "no reason given"}", Logs.LogMask.Mask(ended.Message), ended.FinishedAt),
            _ => ("not started", null, null),
        };
        var last = status?.LastState?.Terminated;
        return new(name, image, status?.Ready == true, state, message, since, status?.RestartCount ?? 0, last is null ? null : EndOf(last), last?.FinishedAt,
            resources?.Requests ?? new Dictionary<string, string>(), resources?.Limits ?? new Dictionary<string, string>(), init);
    }

    private static string EndOf(ContainerTerminated ended)
    {
        var ran = ended.StartedAt is { } from && ended.FinishedAt is { } to && to >= from ? $" after {Words(to - from)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{ended.Reason ?? "ended"}, exit code {ended.ExitCode}{ran}");
    }

    private static string Words(TimeSpan time) => time.TotalMinutes < 1 ? $"{(int)time.TotalSeconds} s" : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} min" : time.TotalDays < 2 ? $"{(int)time.TotalHours} h" : $"{(int)time.TotalDays} d";
}

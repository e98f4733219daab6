using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>How fresh a cluster's picture is.</summary>
public enum ClusterState
{
    /// <summary>The first list has not finished: nothing can be said yet.</summary>
    Syncing,

    /// <summary>The watch is open and hears from the server.</summary>
    Live,

    /// <summary>Nothing was heard for longer than the bookmark interval; shown values may be old.</summary>
    Stale,

    /// <summary>The server does not answer; the last picture is kept with its age.</summary>
    Unreachable,
}

/// <summary>One cluster as the portal knows it.</summary>
/// <param name="Name">Unique among the configured clusters.</param>
/// <param name="Environment">staging, production, ...</param>
/// <param name="Region">Where it runs, or null.</param>
/// <param name="State">Freshness.</param>
/// <param name="AsOf">When the server was last heard; null before the first answer.</param>
/// <param name="UnreachableSince">Set while <see cref="ClusterState.Unreachable"/>.</param>
/// <param name="LastError">In words, with what to do.</param>
/// <param name="ServerVersion">For instance v1.20.2.</param>
/// <param name="Forbidden">Kinds the portal may not list there; those parts are unknown.</param>
/// <param name="Workloads">Number of workloads in the picture.</param>
/// <param name="Pods">Number of pods in the picture.</param>
public sealed record ClusterStatus(
    string Name,
    string Environment,
    string? Region,
    ClusterState State,
    DateTimeOffset? AsOf,
    DateTimeOffset? UnreachableSince,
    string? LastError,
    string? ServerVersion,
    IReadOnlyList<string> Forbidden,
    int Workloads,
    int Pods);

public enum RolloutState
{
    Complete,
    Progressing,
    Stuck,
    Paused,
}

/// <summary>One word for people; the same vocabulary on every page.</summary>
public enum Health
{
    Healthy,
    Idle,
    Progressing,
    Unknown,
    Degraded,
    Failing,
}

/// <summary>Something wrong with a workload, in words.</summary>
/// <param name="Code">The Kubernetes reason where there is one: CrashLoopBackOff, OOMKilled, ImagePullBackOff, NotReady, ...</param>
/// <param name="Severity">critical or warning; info for a note.</param>
/// <param name="Summary">The cause in words.</param>
/// <param name="Since">When it began, as far as the objects tell.</param>
/// <param name="Evidence">The fields and messages it was read from.</param>
/// <param name="NextStep">What to do first.</param>
/// <param name="Pods">Names of the pods concerned.</param>
public sealed record Problem(string Code, string Severity, string Summary, DateTimeOffset? Since, IReadOnlyList<string> Evidence, string NextStep, IReadOnlyList<string> Pods);

/// <summary>Pods of one revision of a workload, counted.</summary>
public sealed record RevisionPods(string Revision, string Version, int Total, int Ready, int Restarts, DateTimeOffset? OldestStartedAt)
{
    /// <summary>Revision number of a Deployment; null for other kinds.</summary>
    public long? Number { get; init; }

    /// <summary>It is the one the workload's template describes now.</summary>
    public bool Current { get; init; }
}

/// <summary>Why a workload is taken to belong to a service.</summary>
/// <param name="Rule">annotation, label-selector, claim, recommended-labels, image-repository, name-and-namespace, discovered, ambiguous.</param>
/// <param name="Evidence">The label or annotation that decided, in words.</param>
public sealed record MatchEvidence(string Rule, string Evidence)
{
    /// <summary>The rule of a workload that several services claim with the same right: it belongs to none of them.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>Which other rules name another service; null when none does.</summary>
    public string? Disagrees { get; init; }

    /// <summary>certain: somebody wrote it down; likely: labels or the image name it; guess: names that are alike; none: nothing decides.</summary>
    public string Confidence => Rule switch
    {
        "annotation" or "label-selector" or "claim" => "certain",
        "recommended-labels" or "image-repository" => "likely",
        Ambiguous => "none",
        _ => "guess",
    };

    /// <summary>
    /// The service's team may act on the workload and read its logs. An image or a name that is alike must not do that: whoever registers a component of the name of a common image would get everybody's.
    /// </summary>
    [JsonIgnore]
    public bool Entitles => Rule is "annotation" or "label-selector" or "claim" or "recommended-labels";

    /// <summary>The rule of a workload whose only service is the one that discovery made of it: nobody has declared it.</summary>
    public const string Discovered = "discovered";
}

/// <summary>One workload in one cluster: what runs, in which version, in what state.</summary>
public sealed record Deployment
{
    private DateTimeOffset? _asOf;
    private HeardAt? _heard;

    /// <summary>Ref of the service, or null when no rule matches.</summary>
    public string? Service { get; init; }

    public MatchEvidence? Match { get; init; }

    /// <summary>It belongs to a service that somebody declared; one that was only discovered from it does not count.</summary>
    [JsonIgnore]
    public bool IsDeclared => Service is not null && Match?.Rule != MatchEvidence.Discovered;

    public required string Cluster { get; init; }

    public required string Environment { get; init; }

    public string? Region { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Deployment, StatefulSet, DaemonSet, CronJob or Job.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>From app.kubernetes.io/version, or the image's tag, or the start of its digest.</summary>
    public required string Version { get; init; }

    public required string Image { get; init; }

    public string? Digest { get; init; }

    public int Desired { get; init; }

    public int Ready { get; init; }

    public int Updated { get; init; }

    public int Restarts { get; init; }

    public RolloutState Rollout { get; init; }

    /// <summary>Why it is stuck, or how far it is, in words.</summary>
    public string? RolloutReason { get; init; }

    public Health Health { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What is worth knowing and no trouble: scaled to zero or suspended on purpose. Severity info.</summary>
    public IReadOnlyList<Problem> Notes { get; init; } = [];

    /// <summary>Job and CronJob: the last run and the next; null for other kinds.</summary>
    public BatchRun? Batch { get; init; }

    /// <summary>Ready pods of those asked for; for a Job or CronJob, which asks for none between its runs, how the last run went.</summary>
    [JsonIgnore]
    public string ReadyWords => Batch?.Words ?? $"{Ready}/{Desired}";

    public IReadOnlyList<RevisionPods> Revisions { get; init; } = [];

    /// <summary>Since when the present version has been rolled out.</summary>
    public DateTimeOffset? VersionSince { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The portal may not read pods there: restarts, revisions and pod problems are unknown, not none.</summary>
    public bool PodsUnknown { get; init; }

    /// <summary>When the cluster was last heard.</summary>
    public DateTimeOffset? AsOf
    {
        get => _asOf ?? _heard?.At;
        init => (_asOf, _heard) = (value, null);
    }

    /// <summary>The row with the age of its cluster, which grows younger without a new row.</summary>
    internal Deployment HeardOf(HeardAt heard)
    {
        var row = this with { };
        row._heard = heard;
        return row;
    }
}

/// <summary>When a cluster was last heard: one for all its rows, so that a sign of life touches none of them.</summary>
internal sealed class HeardAt
{
    private long _ticks;

    public DateTimeOffset? At
    {
        get => Volatile.Read(ref _ticks) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _ticks, value?.UtcTicks ?? 0);
    }
}

/// <summary>A pod as the resolver and the pod list need it.</summary>
public sealed record PodSummary(string Cluster, string Namespace, string Name, string? WorkloadKind, string? WorkloadName, string? Service, string? Ip, string? Node, string Image, string Phase, bool Ready, int Restarts, DateTimeOffset? StartedAt)
{
    /// <summary>Hash of the revision it was made from.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Its labels, where no workload tells them.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>All clusters at one moment; swapped after each batch of events, so two reads may see two moments.</summary>
public interface IDeploymentPictures
{
    IReadOnlyList<ClusterStatus> Clusters { get; }

    /// <summary>Every workload of every cluster, matched or not.</summary>
    IReadOnlyList<Deployment> Deployments { get; }

    /// <summary>Workloads of one service (full ref, lower case), any cluster.</summary>
    IReadOnlyList<Deployment> OfService(string serviceRef);

    /// <summary>Pods with this name in any cluster.</summary>
    IReadOnlyList<PodSummary> PodsNamed(string podName);

    /// <summary>Pods of one workload.</summary>
    IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name);

    /// <summary>Grows with each change that a page would show; the age of a cluster is none.</summary>
    long Version { get; }

    /// <summary>One workload with its pods and all that the cluster says about it, or null.</summary>
    WorkloadEntry? Find(string cluster, string @namespace, string kind, string name);

    /// <summary>Workloads of one cluster, in no order.</summary>
    IEnumerable<WorkloadEntry> WorkloadsOf(string cluster);

    /// <summary>Workloads of one cluster with their services, by uid: the same object until one of them differs.</summary>
    IReadOnlyDictionary<string, WorkloadEntry> RowsOf(string cluster) => WorkloadsOf(cluster).ToDictionary(e => e.Workload.Uid, StringComparer.Ordinal);

    /// <summary>The cluster's newest picture, whose rows carry no service; null when there is no such cluster.</summary>
    ClusterPicture? PictureOf(string cluster);
}

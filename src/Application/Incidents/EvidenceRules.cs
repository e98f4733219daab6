namespace Portal.Application.Incidents;

/// <summary>How well a change explains a problem by its nature alone.</summary>
public enum Fit
{
    /// <summary>This problem does not come from such a change.</summary>
    Against,

    /// <summary>Nothing can be said.</summary>
    Open,

    /// <summary>Such a change can do this.</summary>
    Possible,

    /// <summary>The problem names what was changed.</summary>
    Named,
}

/// <summary>Which changes can make which problems. The table is what docs/user/incidents.md explains. Pure.</summary>
public static class EvidenceRules
{
    private const ChangedParts Settings = ChangedParts.Environment | ChangedParts.Configuration | ChangedParts.Secrets | ChangedParts.Command;

    private static readonly HashSet<string> OfNodes = new(["NodeNotReady", "NodeGone", "NodeShutdown", "DiskPressure", "MemoryPressure", "PIDPressure", "Evicted"], StringComparer.Ordinal);

    // Problem -> parts it names, parts that can make it.
    private static readonly Dictionary<string, (ChangedParts Named, ChangedParts Possible)> OfTemplates = new(StringComparer.Ordinal)
    {
        ["ImagePullBackOff"] = (ChangedParts.Image, ChangedParts.Secrets),
        ["ErrImageNeverPull"] = (ChangedParts.Image, ChangedParts.None),
        ["InvalidImageName"] = (ChangedParts.Image, ChangedParts.None),
        ["ImageInspectError"] = (ChangedParts.Image, ChangedParts.None),
        ["RegistryUnavailable"] = (ChangedParts.None, ChangedParts.Image),
        ["OOMKilled"] = (ChangedParts.Limits, ChangedParts.Image | Settings),
        ["CreateContainerConfigError"] = (ChangedParts.Secrets | ChangedParts.Configuration, ChangedParts.Environment | ChangedParts.Volumes),
        ["CreateContainerError"] = (ChangedParts.Command, ChangedParts.Image | ChangedParts.Volumes),
        ["RunContainerError"] = (ChangedParts.Command, ChangedParts.Image | ChangedParts.Volumes),
        ["PostStartHookError"] = (ChangedParts.Command, ChangedParts.Image),
        ["FailedMount"] = (ChangedParts.Volumes, ChangedParts.Secrets | ChangedParts.Configuration),
        ["FailedAttachVolume"] = (ChangedParts.Volumes, ChangedParts.None),
        ["LivenessProbeFailed"] = (ChangedParts.Probes, ChangedParts.Image | ChangedParts.Limits | Settings),
        ["StartupProbeFailed"] = (ChangedParts.Probes, ChangedParts.Image | ChangedParts.Limits | Settings),
        ["NotReady"] = (ChangedParts.Probes, ChangedParts.Image | ChangedParts.Limits | Settings),
        ["CrashLoopBackOff"] = (Settings, ChangedParts.Image | ChangedParts.Limits | ChangedParts.Probes | ChangedParts.Volumes),
        ["Init:CrashLoopBackOff"] = (Settings, ChangedParts.Image | ChangedParts.Limits | ChangedParts.Volumes),
        ["Unschedulable"] = (ChangedParts.Requests, ChangedParts.Volumes),
        ["Pending"] = (ChangedParts.Requests, ChangedParts.Volumes),
        ["FailedCreate"] = (ChangedParts.Requests | ChangedParts.Limits, ChangedParts.None),
        ["SelectsNothing"] = (ChangedParts.Labels, ChangedParts.None),
        ["ProgressDeadlineExceeded"] = (ChangedParts.None, (ChangedParts)~0),
        ["BackoffLimitExceeded"] = (Settings, ChangedParts.Image | ChangedParts.Limits),
    };

    /// <summary>How well a change of a workload, or of a node under it, explains a problem of that workload.</summary>
    public static Fit Of(SeenChange change, string code) => change.Kind switch
    {
        ChangeKind.Node => OfNodes.Contains(code) ? Fit.Named : code is "NotReady" or "Unschedulable" or "Pending" or "Terminating" or "NoEndpoints" ? Fit.Possible : Fit.Against,
        _ when OfNodes.Contains(code) => Fit.Against,
        ChangeKind.Scaling => OfScaling(change, code),
        ChangeKind.Deleted => code is "NoEndpoints" or "SelectsNothing" ? Fit.Named : Fit.Open,
        ChangeKind.Routing => code is "NoEndpoints" or "SelectsNothing" ? Fit.Named : Fit.Open,
        ChangeKind.Autoscaler => code is "TooManyReplicas" or "FailedGetScale" or "FailedGetResourceMetric" ? Fit.Named : Fit.Open,
        ChangeKind.Held => code is "Suspended" or "MissedSchedule" ? Fit.Named : Fit.Open,
        ChangeKind.Surroundings => code is "NamespaceTerminating" or "DisruptionNotAllowed" ? Fit.Named : Fit.Open,
        ChangeKind.Restart => code is "CrashLoopBackOff" or "NotReady" or "CreateContainerConfigError" or "ImagePullBackOff" or "Unschedulable" or "ProgressDeadlineExceeded" ? Fit.Possible : Fit.Open,
        ChangeKind.Rollout or ChangeKind.Rollback => OfTemplate(change.Parts, code),
        ChangeKind.Created => Fit.Open,
        _ => Fit.Against,
    };

    private static Fit OfTemplate(ChangedParts parts, string code)
    {
        if (!OfTemplates.TryGetValue(code, out var rule))
        {
            return code is "ScaledToZero" or "Suspended" or "TooManyReplicas" ? Fit.Against : Fit.Open;
        }

        return (parts & rule.Named) != ChangedParts.None ? Fit.Named : (parts & rule.Possible) != ChangedParts.None ? Fit.Possible : Fit.Against;
    }

    private static Fit OfScaling(SeenChange change, string code)
    {
        var isUp = change.ReplicasAfter > change.ReplicasBefore;
        return code switch
        {
            "ScaledToZero" => change.ReplicasAfter == 0 ? Fit.Named : Fit.Against,
            "NoEndpoints" => change.ReplicasAfter == 0 ? Fit.Named : Fit.Open,
            "Unschedulable" or "Pending" or "FailedCreate" or "TooManyReplicas" => isUp ? Fit.Named : Fit.Against,
            "OOMKilled" or "NotReady" or "CrashLoopBackOff" => isUp ? Fit.Open : Fit.Possible, // fewer pods carry the load
            _ => Fit.Against,
        };
    }
}

using Portal.Application.Common;

namespace Portal.Application.Deployments.Operations;

/// <summary>What can go wrong while one acts on a workload, in words that say what to do.</summary>
public static class OperationErrors
{
    public const string ChangedCode = "deployments.workload_changed";
    public const string UnknownOutcomeCode = "deployments.outcome_unknown";

    /// <summary>Needs a right that only the optional manifest gives.</summary>
    /// <param name="manifest">File name under deploy/kubernetes.</param>
    public static Forbidden PortalMayNot(string cluster, string verb, string resource, string manifest, string? said) => new("deployments.portal_may_not",
        $"The portal itself lacks the right to {verb} {resource} in {cluster}. Whoever runs the cluster gives it with: kubectl apply -f deploy/kubernetes/{manifest}.{Said(said)}");

    public static NotFound Gone(WorkloadAddress workload) => new("deployments.workload_gone", $"{workload.Kind} {workload.Namespace}/{workload.Name} is no longer in {workload.Cluster}: somebody has deleted it. Nothing was changed.");

    public static NotFound RevisionGone(WorkloadAddress workload, long? revision) => new("deployments.revision_gone",
        $"{workload.Cluster} no longer keeps revision {revision} of {workload.Title}. Look at the revisions it has and choose again.");

    public static Conflict Changed(WorkloadAddress workload, string what) => new(ChangedCode, $"{workload.Title} in {workload.Cluster} was changed meanwhile: {what} Nothing was done. Look again, then repeat it if you still want it.");

    public static Rejected ServerRefuses(string cluster, int status, string words) => new("deployments.cluster_refuses", $"{cluster} refuses it ({status}): {words}");

    public static Unavailable Unreachable(string cluster, string why, DateTimeOffset? since = null) => new("deployments.cluster_unreachable", $"{cluster} cannot be reached, so nothing was sent. {why}", since);

    public static Unavailable NoAnswer(string cluster, string why) => new(UnknownOutcomeCode, $"{cluster} gave no answer ({why}), so it is not known whether it was done.");

    public static Unavailable NotReadable(string cluster, string why) => new("deployments.cluster_unreadable", $"{cluster} could not be asked. {why}");

    public static Conflict DoubleClick(WorkloadOrder order, TimeSpan ago) => new("deployments.double_click",
        $"The same was ordered {(ago.TotalSeconds < 1 ? "a moment" : $"{(int)ago.TotalSeconds} s")} ago: {order.Words}. This looks like a double click and was not sent. Wait five seconds if you mean it.");

    public static Conflict Pointless(string words) => new("deployments.nothing_to_do", words);

    private static string Said(string? said) => said is { Length: > 0 } ? $" The cluster says: {said}" : "";
}

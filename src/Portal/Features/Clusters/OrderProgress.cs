using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Web.Features.Clusters;

/// <summary>How far an order has come, as the cluster tells it: an answer to a request is not yet a success.</summary>
/// <param name="State">One of the words that the page knows.</param>
/// <param name="Done">Nothing more will happen by itself.</param>
public sealed record OrderProgress(WorkloadVerb Verb, string State, string Words, bool Done)
{
    /// <param name="generation">Of the workload after the order; null when it is not known.</param>
    public static OrderProgress Of(WorkloadVerb verb, long? generation, WorkloadDetail now)
    {
        var row = now.Workload;
        var what = verb switch
        {
            WorkloadVerb.Restart => "The restart",
            WorkloadVerb.Scale => "The new number of replicas",
            WorkloadVerb.Rollback => "The rollback",
            WorkloadVerb.Pause => "The pause",
            _ => "The resumed rollout",
        };
        if (now.Cluster.State is ClusterState.Unreachable or ClusterState.Stale)
        {
            return new(verb, "unknown", $"{what} was accepted, but {now.Cluster.Name} is {now.Cluster.State.ToString().ToLowerInvariant()} now: how far it has come is unknown.", false);
        }

        if (generation is { } asked && now.Generation < asked)
        {
            return new(verb, "progressing", $"{what} was accepted by {now.Cluster.Name}; the watch has not shown it yet.", false);
        }

        if (now.Observed < now.Generation)
        {
            return new(verb, "progressing", $"{what} was accepted; the controller has not seen it yet.", false);
        }

        if (row.Rollout == RolloutState.Paused)
        {
            return verb == WorkloadVerb.Pause ? new(verb, "idle", $"Paused. {row.RolloutReason}", true) : new(verb, "idle", $"{what} waits: the rollout is paused. {row.RolloutReason}", true);
        }

        return row.Rollout switch
        {
            RolloutState.Stuck => new(verb, "failing", $"{what} is stuck: {row.RolloutReason}", true),
            RolloutState.Progressing => new(verb, "progressing", $"{what} is under way: {row.RolloutReason}", false),
            _ when row.Ready < row.Desired => row.Problems.Count > 0
                ? new(verb, "failing", $"{row.Ready} of {row.Desired} pods are ready: {row.Problems[0].Summary}", false)
                : new(verb, "progressing", $"{row.Ready} of {row.Desired} pods are ready.", false),
            _ when row.Problems.Count > 0 => new(verb, "degraded", $"{what} is complete: {row.Ready} of {row.Desired} pods are ready. There is a problem: {row.Problems[0].Summary}", true),
            _ => new(verb, "healthy", $"{what} is complete: {row.Ready} of {row.Desired} pods are ready, version {row.Version}.", true),
        };
    }
}

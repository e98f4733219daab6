using Portal.Application.Deployments;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class RolloutTests
{
    public static TheoryData<string, ObservedWorkload, RolloutState> Deployments => new()
    {
        { "all done", Deployment(), RolloutState.Complete },
        { "a pod failed after the rollout was done", Deployment(ready: 2), RolloutState.Complete },
        { "half replaced", Deployment(updated: 1, total: 4, progressing: "ReplicaSetUpdated"), RolloutState.Progressing },
        { "old ones still to go", Deployment(total: 4, progressing: "ReplicaSetUpdated"), RolloutState.Progressing },
        { "new ones not available yet", Deployment(ready: 2, progressing: "ReplicaSetUpdated"), RolloutState.Progressing },
        { "not seen by the controller", Deployment(generation: 3, observed: 2), RolloutState.Progressing },
        { "past its deadline", Deployment(updated: 1, progressing: "ProgressDeadlineExceeded", progressingStatus: "False"), RolloutState.Stuck },
        { "paused", Deployment(updated: 1, paused: true), RolloutState.Paused },
        { "scaled to zero", Deployment(replicas: 0, ready: 0), RolloutState.Complete },
    };

    [Theory, MemberData(nameof(Deployments))]
    public void The_rollout_of_a_deployment(string what, ObservedWorkload workload, RolloutState state)
    {
        var row = Read(workload);

        Assert.True(state == row.Rollout, $"{what}: {row.Rollout} {row.RolloutReason}");
        Assert.Equal(state == RolloutState.Complete, row.RolloutReason is null);
    }

    [Fact]
    public void A_stateful_set_between_two_revisions_progresses()
    {
        var set = Deployment() with { Status = new() { ObservedGeneration = 1, Replicas = 3, ReadyReplicas = 3, UpdatedReplicas = 1, CurrentRevision = "a", UpdateRevision = "b" } };

        Assert.Equal((RolloutState.Progressing, 1), (Read(set, kind: "StatefulSet").Rollout, Read(set, kind: "StatefulSet").Updated));
        Assert.Equal(RolloutState.Complete, Read(set with { Status = set.Status with { CurrentRevision = "b", UpdatedReplicas = 0 } }, kind: "StatefulSet").Rollout);
    }

    [Fact]
    public void A_daemon_set_counts_nodes()
    {
        var set = Deployment() with { Status = new() { ObservedGeneration = 1, DesiredNumberScheduled = 5, NumberReady = 4, UpdatedNumberScheduled = 3 } };

        var row = Read(set, kind: "DaemonSet");

        Assert.Equal((5, 4, 3, RolloutState.Progressing), (row.Desired, row.Ready, row.Updated, row.Rollout));
    }

    [Fact]
    public void Pods_are_counted_by_revision_with_the_current_one_first()
    {
        var row = Read(Deployment(), [Pod("old", hash: "aaa"), Pod("new1", hash: "bbb"), Pod("new2", hash: "bbb", ready: false)], [ReplicaSet("aaa", 1, "r:1.0", Now.AddDays(-9)), ReplicaSet("bbb", 2, "r:2.0", Now.AddMinutes(-3))]);

        Assert.Equal([("bbb", "2.0", 2, 1, 2L, true), ("aaa", "1.0", 1, 1, 1L, false)], row.Revisions.Select(r => (r.Revision, r.Version, r.Total, r.Ready, r.Number!.Value, r.Current)));
    }

    [Fact]
    public void Zero_replicas_are_idle_and_no_problem()
    {
        var row = Read(Deployment(replicas: 0, ready: 0));

        Assert.Equal(Health.Idle, row.Health);
        Assert.Empty(row.Problems);
    }

    [Fact]
    public void Pods_that_may_not_be_read_make_the_health_unknown_and_not_good()
    {
        var row = Read(Deployment(), forbidden: true);

        Assert.Equal((Health.Unknown, true, 3), (row.Health, row.PodsUnknown, row.Ready));
    }
}

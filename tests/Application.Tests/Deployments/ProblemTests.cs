using Portal.Application.Deployments;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class ProblemTests
{
    private static readonly ContainerTerminated Crash = new(1, "Error", null, Now.AddMinutes(-3), Now.AddMinutes(-2));
    private static readonly ContainerTerminated Kill = new(137, "OOMKilled", null, Now.AddMinutes(-3), Now.AddMinutes(-2));

    [Fact]
    public void A_crash_loop_tells_exit_code_last_state_and_restarts()
    {
        var problem = One(Pod(ready: false, container: Waiting("CrashLoopBackOff", "back-off 40s", 14, Crash)));

        Assert.Equal(("CrashLoopBackOff", Severity.Critical), (problem.Code, problem.Severity));
        Assert.Contains("14 restarts", problem.Summary, StringComparison.Ordinal);
        Assert.Contains(problem.Evidence, e => e.Contains("last state: ended 2026-11-12 03:05:00 UTC with exit code 1", StringComparison.Ordinal));
        Assert.Contains("logs orders-1 -c orders --previous", problem.NextStep, StringComparison.Ordinal);
        Assert.Equal(Now.AddMinutes(-30), problem.Since);
    }

    [Fact]
    public void Between_two_starts_a_crash_loop_is_still_one()
        => Assert.Equal("CrashLoopBackOff", One(Pod(ready: false, container: new() { Name = "orders", RestartCount = 5, State = new(Running: new(Now.AddSeconds(-2))), LastState = new(Terminated: Crash) })).Code);

    [Theory]
    [InlineData(127, "the command was not found")]
    [InlineData(139, "segmentation fault")]
    [InlineData(0, "it ended without an error")]
    public void Exit_codes_are_put_into_words(int code, string words)
        => Assert.Contains(words, One(Pod(ready: false, container: Waiting("CrashLoopBackOff", null, 3, Crash with { ExitCode = code }))).Summary, StringComparison.Ordinal);

    [Fact]
    public void A_memory_kill_is_the_cause_even_while_kubernetes_says_crash_loop()
    {
        var problem = One(Pod(ready: false, container: Waiting("CrashLoopBackOff", "back-off", 11, Kill)));

        Assert.Equal(("OOMKilled", Severity.Critical), (problem.Code, problem.Severity));
        Assert.Contains("Its limit is 512Mi.", problem.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_memory_kill_of_a_pod_that_is_ready_again_is_a_warning_seen_from_its_last_state()
    {
        var row = Read(Deployment(), [Pod(container: new() { Name = "orders", Ready = true, RestartCount = 3, State = new(Running: new(Now.AddMinutes(-2))), LastState = new(Terminated: Kill) })]);

        Assert.Equal(("OOMKilled", Severity.Warning, Health.Degraded), (row.Problems.Single().Code, row.Problems.Single().Severity, row.Health));
        Assert.Equal(Kill.FinishedAt, row.Problems.Single().Since);
    }

    [Fact]
    public void A_memory_kill_of_the_day_before_yesterday_is_history()
        => Assert.Empty(Read(Deployment(), [Pod(container: new() { Name = "orders", Ready = true, RestartCount = 1, State = new(Running: new(Now.AddDays(-2))), LastState = new(Terminated: Kill with { FinishedAt = Now.AddDays(-2) }) })]).Problems);

    [Theory]
    [InlineData("ErrImagePull")]
    [InlineData("ImagePullBackOff")]
    public void A_failing_image_pull_keeps_one_code_and_says_what_the_registry_said(string reason)
    {
        var row = Read(Deployment(ready: 2), [Pod(phase: "Pending", ready: false, container: Waiting(reason, "Back-off pulling image"))], events: [Warning("orders-1", "Failed", "Failed to pull image \"x\": manifest unknown")]);

        Assert.Equal("ImagePullBackOff", row.Problems.Single().Code);
        Assert.Contains("whether the pipeline pushed the tag", row.Problems.Single().NextStep, StringComparison.Ordinal);
        Assert.Contains(row.Problems.Single().Evidence, e => e.Contains("manifest unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void A_registry_that_refuses_leads_to_its_permissions()
        => Assert.Contains("imagePullSecrets", One(Pod(phase: "Pending", ready: false, container: Waiting("ErrImagePull", "unauthorized: authentication required"))).NextStep, StringComparison.Ordinal);

    [Fact]
    public void A_missing_secret_is_named()
    {
        var problem = One(Pod(phase: "Pending", ready: false, container: Waiting("CreateContainerConfigError", "secret \"db\" not found")));

        Assert.Equal("CreateContainerConfigError", problem.Code);
        Assert.Contains("Secret db does not exist", problem.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0/5 nodes are available: 5 Insufficient cpu.", "of 5 nodes, 5 have too little CPU left")]
    [InlineData("0/5 nodes are available: 2 Insufficient memory, 3 node(s) had untolerated taint {a: b}.", "2 have too little memory left, 3 have a taint that it does not tolerate (a=b)")]
    [InlineData("0/5 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "volume claim, which is not bound")]
    [InlineData("0/5 nodes are available: 5 node(s) didn't match Pod's node affinity/selector.", "5 lack the labels")]
    [InlineData("something new", "something new")]
    [InlineData("", "gives no reason")]
    public void An_unschedulable_pod_says_what_the_nodes_lack(string message, string words)
    {
        var problem = One(Pod(phase: "Pending", ready: false, node: null, conditions: [new("PodScheduled", "False", "Unschedulable", message, Now.AddMinutes(-5))]));

        Assert.Equal("Unschedulable", problem.Code);
        Assert.Contains(words, problem.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_no_scheduler_looks_at_is_pending_after_a_while()
    {
        Assert.Equal("Pending", One(Pod(phase: "Pending", ready: false, node: null, conditions: [], created: Now.AddMinutes(-1))).Code);
        Assert.Empty(Read(Deployment(ready: 2), [Pod(phase: "Pending", ready: false, node: null, conditions: [], created: Now.AddSeconds(-10))]).Problems);
    }

    [Fact]
    public void A_pod_that_lost_its_readiness_names_the_probe()
    {
        var row = Read(Deployment(ready: 2), [Pod(ready: false)], events: [Warning("orders-1", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")]);

        Assert.Equal(("NotReady", Severity.Warning, Health.Degraded), (row.Problems.Single().Code, row.Problems.Single().Severity, row.Health));
        Assert.Contains("statuscode: 503", row.Problems.Single().Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void When_no_pod_is_ready_that_is_critical()
        => Assert.Equal(Severity.Critical, Read(Deployment(ready: 0), [Pod(ready: false)]).Problems.Single().Severity);

    [Fact]
    public void A_pod_that_has_just_started_is_not_yet_a_problem()
    {
        var young = Pod(ready: false, created: Now.AddSeconds(-20), container: new() { Name = "orders", State = new(Running: new(Now.AddSeconds(-15))) }, conditions: [new("PodScheduled", "True"), new("Ready", "False", null, null, Now.AddSeconds(-15))]);

        var row = Read(Deployment(ready: 2), [young]);

        Assert.Empty(row.Problems);
        Assert.Equal(Health.Progressing, row.Health);
    }

    [Fact]
    public void A_crash_of_a_new_revision_that_takes_nothing_out_of_service_is_a_warning()
    {
        var row = Read(Deployment(updated: 1, total: 4, progressing: "ReplicaSetUpdated"), [Pod(ready: false, container: Waiting("CrashLoopBackOff", null, 4, Crash))]);

        Assert.Equal((Severity.Warning, Health.Degraded), (row.Problems.Single().Severity, row.Health));
    }

    [Fact]
    public void Several_pods_with_one_cause_are_one_problem()
    {
        var row = Read(Deployment(ready: 1), [Pod("a", ready: false, container: Waiting("CrashLoopBackOff", null, 4, Crash)), Pod("b", ready: false, container: Waiting("CrashLoopBackOff", null, 6, Crash)), Pod("c")]);

        Assert.Equal(["a", "b"], row.Problems.Single().Pods);
        Assert.Contains("in 2 pods", row.Problems.Single().Summary, StringComparison.Ordinal);
        Assert.Contains("10 restarts", row.Problems.Single().Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stuck_rollout_is_a_problem_of_its_own()
        => Assert.Equal("ProgressDeadlineExceeded", Read(Deployment(updated: 1, progressing: "ProgressDeadlineExceeded", progressingStatus: "False")).Problems.Single().Code);

    [Fact]
    public void A_quota_that_says_no_is_quoted()
        => Assert.Contains("exceeded quota", Read(Deployment(ready: 2, replicaFailure: "pods \"x\" is forbidden: exceeded quota: small")).Problems.Single().Summary, StringComparison.Ordinal);

    [Fact]
    public void An_init_container_that_crashes_is_called_one()
        => Assert.StartsWith("Init container orders", One(Pod(phase: "Pending", ready: false, container: Waiting("PodInitializing"), init: Waiting("CrashLoopBackOff", null, 4, Crash))).Summary, StringComparison.Ordinal);

    [Fact]
    public void A_volume_that_cannot_be_mounted_is_named_by_its_event()
        => Assert.Equal("FailedMount", Read(Deployment(ready: 2), [Pod(phase: "Pending", ready: false, container: Waiting("ContainerCreating"))], events: [Warning("orders-1", "FailedMount", "MountVolume.SetUp failed for volume \"db\"")]).Problems.Single().Code);

    [Fact]
    public void Ended_evicted_and_leaving_pods_are_told_apart()
    {
        Assert.Empty(Read(Deployment(), [Pod(phase: "Succeeded", ready: false)]).Problems);
        Assert.Empty(Read(Deployment(), [Pod(deleting: Now.AddSeconds(-30), ready: false)]).Problems);
        Assert.Equal("Terminating", Read(Deployment(), [Pod(deleting: Now.AddMinutes(-20))]).Problems.Single().Code);
        Assert.Equal("Evicted", Read(Deployment(), [Pod(phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory.", created: Now.AddMinutes(-30), ready: false)]).Problems.Single().Code);
    }

    [Fact]
    public void Every_problem_says_what_to_do_and_where_it_was_read()
    {
        var row = Read(Deployment(ready: 0, updated: 1, progressing: "ProgressDeadlineExceeded", progressingStatus: "False", replicaFailure: "quota"),
            [Pod("a", ready: false, container: Waiting("CrashLoopBackOff", null, 4, Crash)), Pod("b", phase: "Pending", ready: false, container: Waiting("ErrImagePull")), Pod("c", ready: false), Pod("d", phase: "Pending", node: null, ready: false, conditions: [])]);

        Assert.Equal(6, row.Problems.Count);
        Assert.All(row.Problems, p => Assert.True(p.Summary.EndsWith('.') && p.NextStep.EndsWith('.') && p.Evidence.Count > 0, p.ToString()));
    }

    private static Problem One(ObservedPod pod) => Assert.Single(Read(Deployment(ready: 2), [pod]).Problems);
}

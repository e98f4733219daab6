using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.ApplicationTests.Releases;

/// <summary>What counts as a release, and how it ends.</summary>
public sealed class RolloutLedgerTests : IDisposable
{
    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;

    public RolloutLedgerTests() => _cluster = new(_bench.Clock);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_rollout_is_a_row_that_ends_when_all_replicas_run_it()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        Pass(minutes: 60);
        await SeeAsync(_cluster.Roll("1.1.0"));
        var began = _bench.Now;
        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Progressing", _bench.Ledger());
        Pass(minutes: 2);

        await SeeAsync(_cluster.Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Succeeded", _bench.Ledger());
        var (first, last) = (_bench.Releases()[0], _bench.Releases()[1]);
        Assert.Equal((began, (DateTimeOffset?)began.AddMinutes(2), "1.0.0", (long?)first.Id, ReleaseOrigin.Observed), (last.StartedAt, last.FinishedAt, last.PreviousVersion, last.PreviousId, last.Origin));
        Assert.Equal(("component:default/orders", "group:default/alpha", "prod-eu", "production", "h110"), (last.Service, last.Owner, last.Cluster, last.Environment, last.RevisionHash));
        Assert.Contains("service:default/orders", _bench.Published);
    }

    [Fact]
    public async Task Scaling_and_changes_of_status_are_no_releases()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());

        await SeeAsync(_cluster.Scale(5));
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        await SeeAsync(_cluster);
        await SeeAsync(_cluster.Scale(0));

        Assert.Equal("1 1.0.0 Rollout Succeeded", _bench.Ledger());
    }

    [Fact]
    public async Task A_missed_deadline_fails_it_and_going_back_is_a_new_row()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        Pass(minutes: 5);
        await SeeAsync(_cluster.Roll("1.1.0"));
        Pass(minutes: 10);
        await SeeAsync(_cluster.Miss());
        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Failed", _bench.Ledger());
        var failedAt = _bench.Now;
        Pass(minutes: 1);

        await SeeAsync(_cluster.Roll("1.0.0"));
        await SeeAsync(_cluster.Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout RolledBack | 3 1.0.0 Rollback Succeeded", _bench.Ledger());
        Assert.Equal((failedAt, failedAt), (_bench.Releases()[1].FailedAt, _bench.Releases()[1].FinishedAt));
        Assert.Equal(_bench.Now, _bench.Releases()[2].StartedAt);
    }

    [Fact]
    public async Task What_missed_its_deadline_may_recover_and_both_moments_are_kept()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        await SeeAsync(_cluster.Roll("1.1.0").Miss());
        var failedAt = _bench.Now;
        Pass(minutes: 7);

        await SeeAsync(_cluster.Finish());

        var last = _bench.Releases()[1];
        Assert.Equal((ReleaseOutcome.Succeeded, (DateTimeOffset?)failedAt, (DateTimeOffset?)failedAt.AddMinutes(7)), (last.Outcome, last.FailedAt, last.FinishedAt));
        Assert.Contains("recovered", last.OutcomeReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_release_that_is_scaled_to_zero_has_not_recovered()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        await SeeAsync(_cluster.Roll("1.1.0").Miss());

        await SeeAsync(_cluster.Scale(0).Finish());

        Assert.Equal(ReleaseOutcome.Failed, _bench.Releases()[1].Outcome);
    }

    [Fact]
    public async Task A_rollout_that_another_overtakes_is_superseded()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        await SeeAsync(_cluster.Roll("1.1.0"));
        Pass(minutes: 1);

        await SeeAsync(_cluster.Roll("1.2.0"));

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Superseded | 3 1.2.0 Rollout Progressing", _bench.Ledger());
    }

    [Fact]
    public async Task Two_rollouts_between_two_looks_are_two_rows()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        Pass(minutes: 1);
        _cluster.Roll("1.1.0");
        Pass(minutes: 1);

        await SeeAsync(_cluster.Roll("1.2.0").Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Unknown | 3 1.2.0 Rollout Succeeded", _bench.Ledger());
    }

    [Fact]
    public async Task A_restart_is_told_from_a_rollout()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());

        await SeeAsync(_cluster.Roll("1.0.0", restartedAt: "2026-11-12T03:08:00Z").Finish());
        await SeeAsync(_cluster.Roll("1.1.0", restartedAt: "2026-11-12T03:08:00Z").Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.0.0 Restart Succeeded | 3 1.1.0 Rollout Succeeded", _bench.Ledger());
    }

    [Fact]
    public async Task A_changed_environment_is_a_rollout_even_when_a_restart_is_asked_for_too()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        _cluster.Env = new([], [new("LEVEL", "value")]);

        await SeeAsync(_cluster.Roll("1.0.0", restartedAt: "2026-11-12T03:08:00Z", hash: "other").Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.0.0 Rollout Succeeded", _bench.Ledger());
        Assert.Equal(2, _bench.Templates().Count);
        Assert.Contains(_bench.Templates(), t => t.Text.Contains("orders: env LEVEL\tvalue", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Other_kinds_roll_out_roll_back_and_scale_alike(string kind)
    {
        var cluster = new SimpleCluster(_bench.Clock, kind);
        await SeeAsync(cluster.Roll("1.0.0").Finish());
        await SeeAsync(cluster.Roll("1.1.0"));
        await SeeAsync(cluster.Finish());
        await SeeAsync(cluster.Scale(7));
        await SeeAsync(cluster.Roll("1.0.0"));
        await SeeAsync(cluster.Finish());
        await SeeAsync(cluster.Roll("1.1.0").Finish());

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout RolledBack | 3 1.0.0 Rollback RolledBack | 4 1.1.0 Rollback Succeeded", _bench.Ledger());
    }

    [Fact]
    public async Task A_kind_without_a_deadline_fails_by_ours_when_its_pods_are_broken()
    {
        var cluster = new SimpleCluster(_bench.Clock, "StatefulSet");
        await SeeAsync(cluster.Roll("1.0.0").Finish());
        await SeeAsync(cluster.Roll("1.1.0"));
        Pass(minutes: 11);
        await SeeAsync(cluster);
        Assert.Equal(ReleaseOutcome.Progressing, _bench.Releases()[1].Outcome); // slow is not broken

        cluster.Pods.Add(cluster.Crash("orders-0", restarts: 5));
        await SeeAsync(cluster);

        Assert.Equal(ReleaseOutcome.Failed, _bench.Releases()[1].Outcome);
    }

    [Fact]
    public async Task Who_and_why_is_read_from_labels_and_annotations()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        _cluster.Annotations["kubernetes.io/change-cause"] = "release 1.1.0, ticket 4711";
        _cluster.Annotations["portal.dev/deployed-by"] = "user:default/ada";
        _cluster.Annotations["org.opencontainers.image.revision"] = "0123456789abcdef0123456789abcdef01234567";

        await SeeAsync(_cluster.Roll("1.1.0").Finish());

        var last = _bench.Releases()[1];
        Assert.Equal(("release 1.1.0, ticket 4711", "user:default/ada", "0123456789abcdef0123456789abcdef01234567"), (last.ChangeCause, last.Deployer, last.Commit));
    }

    [Fact]
    public async Task A_service_that_is_known_later_is_filled_in_and_not_taken_away_again()
    {
        _cluster.Service = null;
        _cluster.Pods.Add(_cluster.Roll("1.0.0").Crash("orders-1"));
        await SeeAsync(_cluster.Finish());
        Assert.Null(_bench.Releases()[0].Service);
        Assert.Null(Assert.Single(_bench.Ends()).Service);

        _cluster.Service = "component:default/orders";
        await SeeAsync(_cluster);
        _cluster.Service = "component:default/other";
        await SeeAsync(_cluster);

        Assert.Equal(("component:default/orders", "component:default/orders"), (_bench.Releases()[0].Service, _bench.Ends()[0].Service));
    }

    [Fact]
    public async Task A_workload_that_is_deleted_in_the_middle_ends_its_rollout()
    {
        await SeeAsync(_cluster.Roll("1.0.0"));
        _cluster.IsDeleted = true;

        await SeeAsync(_cluster);

        Assert.Equal("1 1.0.0 Rollout Superseded", _bench.Ledger());
    }

    private Task SeeAsync(SimpleCluster cluster) => _bench.Portal.SeeAsync(cluster);

    private void Pass(int minutes) => _bench.Clock.Advance(TimeSpan.FromMinutes(minutes));
}

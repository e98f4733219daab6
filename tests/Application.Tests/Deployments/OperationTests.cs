using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Application.Identity;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class OperationTests : IDisposable
{
    private readonly Operated _cluster = new();

    public void Dispose() => ((IDisposable)_cluster).Dispose();

    [Fact]
    public async Task The_owner_acts_and_the_trail_keeps_before_after_and_the_reason()
    {
        var after = await _cluster.ScaleAsync(5);

        Assert.Equal((5, RolloutState.Progressing, Health.Progressing), (after.Value.Desired, after.Value.Rollout, after.Value.Health));
        var (before, then, reason) = Assert.Single(_cluster.Audited);
        Assert.Contains("replicas = 3", before, StringComparison.Ordinal);
        Assert.Contains("replicas = 5", then, StringComparison.Ordinal);
        Assert.Equal("More visitors", reason);
        Assert.Equal(Operated.Orders, Assert.Single(_cluster.Sent).Workload);
    }

    [Fact]
    public async Task Another_team_is_refused_with_the_words_who_could_and_nothing_is_sent()
    {
        _cluster.Actor = new("user:default/ben", "Ben", Role.Engineer, ["group:default/beta"], "user:default/ben");

        var refused = Assert.IsType<Forbidden>((await _cluster.ScaleAsync(5)).Failure);

        Assert.Contains("needs a member of group:default/alpha", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Sent);
        Assert.Empty(_cluster.Audited);
    }

    [Fact]
    public async Task A_workload_whose_service_is_only_concluded_from_its_image_is_for_the_platform_only()
    {
        var refused = Assert.IsType<Forbidden>((await _cluster.ScaleAsync(5, "tool")).Failure);
        Assert.Contains("a likeness gives no rights: claim it on /clusters/prod-eu", refused.Message, StringComparison.Ordinal);

        _cluster.Actor = new("user:default/pat", "Pat", Role.PlatformEngineer, []);
        Assert.True((await _cluster.ScaleAsync(5, "tool")).IsSuccess);
    }

    [Fact]
    public async Task The_same_order_within_five_seconds_is_a_double_click()
    {
        Assert.True((await _cluster.RestartAsync()).IsSuccess);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("deployments.double_click", Assert.IsType<Conflict>((await _cluster.RestartAsync()).Failure).Code);

        _cluster.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True((await _cluster.RestartAsync()).IsSuccess);
        Assert.Equal(2, _cluster.Sent.Count);
    }

    [Fact]
    public async Task After_a_failure_the_same_order_may_follow_at_once()
    {
        _cluster.Answers.Enqueue(_ => OperationErrors.Unreachable("prod-eu", "No route."));

        Assert.IsType<Unavailable>((await _cluster.RestartAsync()).Failure);
        Assert.True((await _cluster.RestartAsync()).IsSuccess);
    }

    [Fact]
    public async Task Another_number_is_another_order()
    {
        Assert.True((await _cluster.ScaleAsync(5)).IsSuccess);
        Assert.True((await _cluster.ScaleAsync(6)).IsSuccess);
    }

    [Fact]
    public async Task A_conflict_with_a_status_only_is_tried_again_with_the_new_version()
    {
        _cluster.Truth = _cluster.Truth with { Metadata = _cluster.Truth.Metadata with { ResourceVersion = "7" } };
        _cluster.Answers.Enqueue(_ =>
        {
            _cluster.Truth = _cluster.Truth with { Metadata = _cluster.Truth.Metadata with { ResourceVersion = "8" } };
            return new Conflict(OperationErrors.ChangedCode, "changed");
        });

        Assert.True((await _cluster.ScaleAsync(5)).IsSuccess);

        Assert.Equal(["7", "8"], _cluster.Sent.Select(o => o.ResourceVersion));
    }

    [Fact]
    public async Task A_conflict_with_another_change_stops_and_says_what_was_changed()
    {
        _cluster.Answers.Enqueue(_ =>
        {
            _cluster.Truth = Deployment(replicas: 8, generation: 2, image: "registry.test/shop/orders:1.5.0");
            return new Conflict(OperationErrors.ChangedCode, "changed");
        });

        var refused = Assert.IsType<Conflict>((await _cluster.ScaleAsync(5)).Failure);

        Assert.Contains("replicas was 3, is 8", refused.Message, StringComparison.Ordinal);
        Assert.Contains("image was registry.test/shop/orders:1.4.2, is registry.test/shop/orders:1.5.0", refused.Message, StringComparison.Ordinal);
        Assert.Single(_cluster.Sent);
    }

    [Fact]
    public async Task What_was_looked_at_must_still_be_true()
    {
        _cluster.Truth = Deployment(replicas: 9, generation: 4);

        var refused = Assert.IsType<Conflict>((await _cluster.ScaleAsync(5, generation: 1)).Failure);

        Assert.Contains("you looked at generation 1, it is at generation 4 now, with 9 replicas", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Sent);
    }

    [Theory]
    [InlineData(true, "it was done")]
    [InlineData(false, "it is not done")]
    public async Task Without_an_answer_the_truth_is_read_back_and_said(bool happened, string words)
    {
        _cluster.Answers.Enqueue(order =>
        {
            _cluster.Truth = happened ? _cluster.Done(order) : _cluster.Truth;
            return OperationErrors.NoAnswer("prod-eu", "timeout");
        });

        var unknown = Assert.IsType<Unavailable>((await _cluster.ScaleAsync(5)).Failure);

        Assert.Contains(words, unknown.Message, StringComparison.Ordinal);
        Assert.IsType<Conflict>((await _cluster.ScaleAsync(5)).Failure); // it may be under way: a second click is held back
    }

    [Fact]
    public async Task What_makes_no_sense_is_not_sent()
    {
        Assert.Contains("3 replicas already", (await _cluster.ScaleAsync(3)).Failure!.Message, StringComparison.Ordinal);
        _cluster.Truth = Deployment(paused: true);
        Assert.Contains("Resume it first", (await _cluster.RestartAsync()).Failure!.Message, StringComparison.Ordinal);
        Assert.IsType<NotFound>((await _cluster.ScaleAsync(5, "nobody")).Failure);
        Assert.Empty(_cluster.Sent);
    }

    [Fact]
    public async Task A_rollback_names_the_object_of_its_revision_and_refuses_one_that_is_gone()
    {
        RollBackWorkload To(long revision) => new("prod-eu", "shop", "Deployment", "orders", revision, "1.4.2 loses orders");

        Assert.True((await _cluster.Operator.RunAsync(To(1), CancellationToken.None)).IsSuccess);
        Assert.Equal("orders-old", Assert.Single(_cluster.Sent).RevisionName);
        Assert.Equal("deployments.revision_gone", (await _cluster.Operator.RunAsync(To(77), CancellationToken.None)).Failure?.Code);
        Assert.IsType<Conflict>((await _cluster.Operator.RunAsync(To(2), CancellationToken.None)).Failure);
    }

    [Theory]
    [InlineData("Deployment", 3, "", "Say why")]
    [InlineData("DaemonSet", 3, "more", "no number of replicas")]
    [InlineData("CronJob", 3, "more", "Only a Deployment, StatefulSet or DaemonSet")]
    [InlineData("Deployment", -1, "more", "Between 0 and 1000")]
    public void An_order_that_is_not_well_formed_says_what_is_missing(string kind, int replicas, string reason, string words)
        => Assert.Contains(new ScaleWorkloadValidator().Validate(new ScaleWorkload("c", "n", kind, "x", replicas, reason)).Errors, e => e.ErrorMessage.Contains(words, StringComparison.Ordinal));

    [Fact]
    public async Task A_preview_says_what_changes_tries_it_and_changes_nothing()
    {
        var preview = await _cluster.PreviewAsync(WorkloadVerb.Scale, 5);

        Assert.Equal("Scale orders from 3 to 5", preview.Title);
        Assert.Contains("2 pods more are started, of version 1.4.2.", preview.Changes);
        Assert.Contains(new PreviewValue("Replicas", "3", "5"), preview.Values);
        Assert.True(preview.Trial!.Accepted);
        Assert.Equal(5, preview.After!.Desired);
        Assert.True(Assert.Single(_cluster.Sent).DryRun);
        Assert.Empty(_cluster.Audited);
        Assert.False(preview.TypeName);
    }

    [Theory]
    [InlineData(WorkloadVerb.Scale, 0, true)]
    [InlineData(WorkloadVerb.Scale, 1, false)]
    [InlineData(WorkloadVerb.Rollback, null, true)]
    [InlineData(WorkloadVerb.Restart, null, false)]
    public async Task In_production_what_takes_a_service_away_asks_for_its_name(WorkloadVerb verb, int? replicas, bool asks)
        => Assert.Equal(asks, (await _cluster.PreviewAsync(verb, replicas)).TypeName);

    [Fact]
    public async Task A_preview_warns_of_an_autoscaler_that_scales_back()
    {
        _cluster.Apply(new ObservedChange.Relisted(ObservedKind.Autoscaler, [new ObservedAutoscaler { Metadata = new() { Name = "orders-hpa", Namespace = "shop", Uid = "h" }, Spec = new(new("Deployment", "orders"), 2, 10) }]));

        Assert.Contains((await _cluster.PreviewAsync(WorkloadVerb.Scale, 5)).Warnings, w => w.Contains("orders-hpa decides about the replicas (2 to 10)", StringComparison.Ordinal));
        Assert.DoesNotContain((await _cluster.PreviewAsync(WorkloadVerb.Restart)).Warnings, w => w.Contains("orders-hpa", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preview_proposes_the_previous_revision_and_names_both_versions()
    {
        var preview = await _cluster.PreviewAsync(WorkloadVerb.Rollback);

        Assert.Equal(1, preview.Order.Revision);
        Assert.Contains(new PreviewValue("Version", "1.4.2", "1.4.1"), preview.Values);
        Assert.Equal([2L, 1L], preview.Revisions.Select(r => r.Number));
        Assert.Contains("keeps no revision 9", (await _cluster.PreviewAsync(WorkloadVerb.Rollback, revision: 9)).Refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_act_sees_the_preview_with_the_reason_and_nothing_is_tried()
    {
        _cluster.Actor = new("user:default/vic", "Vic", Role.Viewer, []);

        var preview = await _cluster.PreviewAsync(WorkloadVerb.Restart);

        Assert.False(preview.Decision.Allowed);
        Assert.Contains("needs the role engineer", preview.Decision.Reason, StringComparison.Ordinal);
        Assert.Null(preview.Trial);
        Assert.Empty(_cluster.Sent);
    }

    [Fact]
    public async Task What_the_cluster_refuses_in_the_trial_is_said_with_its_words_and_silence_is_no_refusal()
    {
        _cluster.Answers.Enqueue(_ => OperationErrors.ServerRefuses("prod-eu", 422, "the policy says no"));
        _cluster.Answers.Enqueue(_ => OperationErrors.NoAnswer("prod-eu", "timeout"));

        var refused = (await _cluster.PreviewAsync(WorkloadVerb.Restart)).Trial!;
        var silent = (await _cluster.PreviewAsync(WorkloadVerb.Restart)).Trial!;

        Assert.Equal((false, null), (refused.Accepted, silent.Accepted));
        Assert.Contains("the policy says no", refused.Words, StringComparison.Ordinal);
        Assert.Contains("could not be asked", silent.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("1.5", 1.5)]
    [InlineData("512Mi", 536870912d)]
    [InlineData("1e3", 1000d)]
    [InlineData("2G", 2e9)]
    [InlineData("many", null)]
    [InlineData("", null)]
    public void Quantities_are_read_as_Kubernetes_writes_them(string text, double? value) => Assert.Equal(value, ResourceSum.Parse(text));

    [Fact]
    public void A_container_that_requests_nothing_makes_the_sum_unknown_and_a_limit_stands_for_a_request()
    {
        static ObservedContainer With(string? cpu, string? limit = null) => new() { Resources = new(cpu is null ? null : new Dictionary<string, string> { ["cpu"] = cpu }, limit is null ? null : new Dictionary<string, string> { ["cpu"] = limit }) };

        Assert.Equal(350, ResourceSum.Of(new PodSpec { Containers = [With("250m"), With(null, "100m")] }).MilliCpu);
        Assert.Null(ResourceSum.Of(new PodSpec { Containers = [With("250m"), new()] }).MilliCpu);
    }
}

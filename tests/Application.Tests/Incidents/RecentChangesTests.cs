using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Application.Signals;
using Portal.ApplicationTests.Releases;

namespace Portal.ApplicationTests.Incidents;

/// <summary>What changed in the last day, told by a model of a cluster and read back from the ledger; and how it comes into an incident's timeline.</summary>
public sealed class RecentChangesTests : IDisposable
{
    private const string Orders = "component:default/orders";

    private readonly LedgerBench _bench = new();
    private readonly RecentChanges _recent;
    private readonly SimpleCluster _cluster;

    public RecentChangesTests()
    {
        _recent = Listening();
        _cluster = new(_bench.Clock);
    }

    [Fact]
    public async Task A_rollout_that_is_heard_says_what_differs()
    {
        await RunAsync("1.0");
        _cluster.Env = new([], [new("CACHE", "secret key")]);
        await RunAsync("1.1");

        var change = Assert.Single(Of(ChangeKind.Rollout));
        Assert.Equal(("1.0", "1.1", ChangedParts.Image | ChangedParts.Secrets), (change.VersionBefore, change.VersionAfter, change.Parts));
        Assert.StartsWith("1.0 to 1.1, and secrets", change.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_restart_and_deletion_are_changes_of_their_own()
    {
        await RunAsync("1.0");
        await _bench.Portal.SeeAsync(_cluster.Scale(0));
        await RunAsync("1.0", restartedAt: "2026-11-12T03:20:00Z");
        _cluster.IsDeleted = true;
        await _bench.Portal.SeeAsync(_cluster);

        Assert.Equal("scaled from 3 to 0", Assert.Single(Of(ChangeKind.Scaling)).Text);
        Assert.Single(Of(ChangeKind.Restart));
        Assert.Single(Of(ChangeKind.Deleted));
        Assert.Empty(Of(ChangeKind.Rollout));
    }

    [Fact]
    public async Task After_a_start_releases_come_from_the_ledger_and_what_is_heard_again_is_not_told_twice()
    {
        await RunAsync("1.0");
        await RunAsync("1.1");
        var next = Listening();

        await using (var db = _bench.Create())
        {
            await next.LoadAsync(db, TestContext.Current.CancellationToken);
        }

        var loaded = Assert.Single(next.Of([Orders], _bench.Now.AddDays(-1), _bench.Now), c => c.Kind == ChangeKind.Rollout);
        Assert.Equal(("1.0", "1.1", ChangedParts.Image), (loaded.VersionBefore, loaded.VersionAfter, loaded.Parts));
        Assert.NotNull(loaded.ReleaseId);

        await using (var db = _bench.Create())
        {
            await _recent.LoadAsync(db, TestContext.Current.CancellationToken);
        }

        Assert.Single(Of(ChangeKind.Rollout));
    }

    [Fact]
    public async Task What_is_older_than_a_day_is_forgotten()
    {
        await RunAsync("1.0");
        await RunAsync("1.1");
        _bench.Clock.Advance(RecentChanges.Kept + TimeSpan.FromMinutes(1));
        await RunAsync("1.2");

        Assert.Equal("1.2", Assert.Single(Of(ChangeKind.Rollout, days: 3)).VersionAfter);
    }

    [Fact]
    public void The_first_catalog_is_no_change_and_another_owner_is_one()
    {
        _recent.CatalogChanged(_bench.Catalog.Current);
        Assert.Empty(Of(ChangeKind.Catalog));

        _recent.CatalogChanged(CatalogGraph.Build(_bench.Catalog.Current.Entities.Select(e => e.Name == "orders" ? e with { Owner = new("group", "default", "beta") } : e), 2, _bench.Now));

        Assert.Contains("owner group:default/alpha to group:default/beta", Assert.Single(Of(ChangeKind.Catalog)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_incident_records_what_happens_and_once_however_many_replicas_look()
    {
        await RunAsync("1.0");
        await using (var db = _bench.Create())
        {
            db.Set<Incident>().Add(new() { Title = "Orders fail", Severity = "sev1", StartedAt = _bench.Now, StartedBy = "user:default/ada", Services = [new() { Service = Orders }] });
            await db.SaveAsync(TestContext.Current.CancellationToken);
        }

        SignalMemory signals = new();
        signals.Replace([new(7, Orders, "alertmanager", "HighErrors", "critical", "Many errors", _bench.Now, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal))]);
        using IncidentBook book = new(_bench, _bench, _bench.Clock);
        await book.ReloadAsync(TestContext.Current.CancellationToken);
        IncidentRecorder one = new(_recent, signals, book, _bench);
        IncidentRecorder other = new(_recent, signals, book, _bench);
        await RunAsync("1.1");
        _cluster.Pods.Add(_cluster.Crash("orders-1", reason: "OOMKilled", exitCode: 137));
        await _bench.Portal.SeeAsync(_cluster);

        await one.RunOnceAsync(TestContext.Current.CancellationToken);
        await other.RunOnceAsync(TestContext.Current.CancellationToken);
        await one.RunOnceAsync(TestContext.Current.CancellationToken);

        var lines = book.Current.Lines[book.Current.Incidents[0].Id].ToList();
        Assert.Contains("1.0 to 1.1", Assert.Single(lines, l => l.Kind == "change").Text, StringComparison.Ordinal);
        Assert.Contains("HighErrors", Assert.Single(lines, l => l.Kind == "signal").Text, StringComparison.Ordinal);
        Assert.Single(lines, l => l.Kind == "health");
        Assert.NotEmpty(book.Current.Incidents[0].Codes);
    }

    [Fact]
    public async Task While_the_database_is_away_the_last_look_stays()
    {
        await using (var db = _bench.Create())
        {
            db.Set<Incident>().Add(new() { Title = "Orders fail", Severity = "sev1", StartedAt = _bench.Now, StartedBy = "user:default/ada", Services = [new() { Service = Orders }] });
            await db.SaveAsync(TestContext.Current.CancellationToken);
        }

        using IncidentBook book = new(_bench, _bench, _bench.Clock);
        await book.ReloadAsync(TestContext.Current.CancellationToken);
        var readAt = book.Current.ReadAt;
        _bench.IsAway = true;
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));

        await Assert.ThrowsAsync<InvalidOperationException>(() => book.ReloadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(readAt, book.Current.ReadAt);
        Assert.Single(book.Current.OpenOf(Orders));
    }

    public void Dispose() => _bench.Dispose();

    private RecentChanges Listening()
    {
        RecentChanges recent = new(_bench.Clock, NullLogger<RecentChanges>.Instance);
        _bench.Portal.Pictures.Listen((IWorkloadListener)recent);
        _bench.Portal.Pictures.Listen((ISurroundingsListener)recent);
        return recent;
    }

    /// <summary>A rollout from its beginning to its end, some minutes after the one before.</summary>
    private async Task RunAsync(string version, string? restartedAt = null)
    {
        _bench.Clock.Advance(TimeSpan.FromMinutes(12));
        await _bench.Portal.SeeAsync(_cluster.Roll(version, restartedAt));
        await _bench.Portal.SeeAsync(_cluster.Finish());
    }

    private List<SeenChange> Of(ChangeKind kind, int days = 1) => [.. _recent.Of([Orders], _bench.Now.AddDays(-days), _bench.Now).Where(c => c.Kind == kind)];
}

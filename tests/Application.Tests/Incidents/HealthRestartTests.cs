using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Application.Releases;
using Portal.Application.Signals;
using Portal.ApplicationTests.Releases;

namespace Portal.ApplicationTests.Incidents;

/// <summary>When workloads became ill and well, across restarts of the portal.</summary>
public sealed class HealthRestartTests : IDisposable
{
    private const string Orders = "component:default/orders";

    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;
    private readonly Process _first;

    public HealthRestartTests()
    {
        _cluster = new(_bench.Clock);
        _first = new(_bench);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("load hear write load")]
    [InlineData("hear load write load")]
    [InlineData("hear write load load")]
    public async Task After_a_restart_turns_and_the_beginning_of_an_illness_are_those_from_before_whatever_came_first(string steps)
    {
        await IllWellAndIllAgainAsync();
        var (before, since) = (_first.Turns(), _first.IllSince());
        Assert.Equal([true, false, true], before.Select(t => t.IsIll));
        Assert.NotNull(since);
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));

        var second = await StartAsync(steps);
        Assert.Equal(before.Select(Marks), second.Turns().Select(Marks));
        Assert.Equal(since, second.IllSince());

        _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        _cluster.Pods.Clear();
        await second.SeeAsync(_cluster);
        Assert.Equal((_bench.Now, false), (second.Turns()[^1].At, second.Turns()[^1].IsIll));
        Assert.Equal(before.Count + 1, second.Turns().Count);
        Assert.Null(second.IllSince());
    }

    [Theory]
    [InlineData("load hear write load")]
    [InlineData("hear load write load")]
    [InlineData("hear write load load")]
    public async Task What_got_well_while_nobody_watched_is_told_when_the_portal_looks_and_once(string steps)
    {
        await IllWellAndIllAgainAsync();
        var before = _first.Turns();
        _cluster.Pods.Clear();
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));

        var second = await StartAsync(steps);

        Assert.Equal(before.Select(Marks).Append((_bench.Now, false, "", Orders)), second.Turns().Select(Marks));
        Assert.Equal("orders in prod-eu was well again when the portal looked, 3/3 ready", second.Turns()[^1].Text);
        Assert.Null(second.IllSince());
    }

    [Fact]
    public async Task A_restart_within_an_illness_does_not_begin_it_anew_and_what_is_added_is_told()
    {
        await IllWellAndIllAgainAsync();
        var since = _first.IllSince();
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));
        var second = await StartAsync("hear write load");
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));

        _cluster.Pods.Add(_cluster.Crash("orders-9", reason: "OOMKilled", exitCode: 137));
        await second.SeeAsync(_cluster);

        Assert.Contains("OOMKilled", second.Turns()[^1].Codes);
        Assert.Equal(_bench.Now, second.Turns()[^1].At);
        Assert.Equal(since, second.IllSince());
    }

    [Fact]
    public async Task While_the_database_is_away_what_is_heard_counts_and_what_was_before_comes_when_it_is_back()
    {
        await IllWellAndIllAgainAsync();
        var (before, since) = (_first.Turns(), _first.IllSince());
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));
        Process second = new(_bench);
        second.Hear(_cluster);
        Assert.Single(second.Turns());
        _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        _cluster.Pods.Clear();
        second.Hear(_cluster);
        Assert.Null(second.IllSince());
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        second.Hear(_cluster);

        await second.LoadAsync();

        Assert.Equal([true, false, true, false, true], second.Turns().Select(t => t.IsIll));
        Assert.Equal(before.Select(Marks), second.Turns().Take(3).Select(Marks));
        Assert.Equal(since, second.IllSince());
    }

    [Fact]
    public async Task What_is_empty_since_before_the_restart_is_so_since_it_was_emptied()
    {
        await _first.SeeAsync(_cluster.Roll("1.0").Finish());
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        await _first.SeeAsync(_cluster.Scale(0));
        await _first.Store.FinishAsync(Ct);
        var emptied = Assert.Single(_first.Turns());
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));

        Process second = new(_bench);
        second.Hear(_cluster);
        await second.Store.LoadAsync(Ct);
        await second.LoadAsync();

        Assert.Equal(Marks(emptied), Marks(Assert.Single(second.Turns())));
        Assert.Equal(emptied.At, second.IllSince());
    }

    [Fact]
    public async Task An_incidents_timeline_has_a_turn_once_and_one_that_is_started_after_the_restart_has_what_was_before()
    {
        using IncidentBook book = new(_bench, _bench, _bench.Clock);
        await OpenAsync(book, "Before");
        IncidentRecorder recorder = new(_first.Recent, new SignalMemory(), book, _bench);
        await IllWellAndIllAgainAsync();
        await recorder.RunOnceAsync(Ct);
        var before = Health(book, "Before");
        Assert.Equal(3, before.Count);
        _bench.Clock.Advance(TimeSpan.FromMinutes(30));

        var second = await StartAsync("hear write load");
        await OpenAsync(book, "After");
        await new IncidentRecorder(second.Recent, new SignalMemory(), book, _bench).RunOnceAsync(Ct);
        await recorder.RunOnceAsync(Ct); // another replica that lived on and heard the same itself

        Assert.Equal(before, Health(book, "Before"));
        Assert.Equal(before.Select(l => l.At), Health(book, "After").Select(l => l.At));
    }

    [Fact]
    public void Problems_that_overlap_are_one_illness_and_each_new_one_is_told()
    {
        var at = _bench.Now;
        ProblemEpisode Episode(string code, int since, int? until) => new()
        {
            Cluster = "prod-eu",
            Environment = "production",
            Namespace = "shop",
            Kind = "Deployment",
            Workload = "orders",
            WorkloadUid = "uid-1",
            Severity = "critical",
            Summary = code,
            Code = code,
            Since = at.AddMinutes(since),
            Until = until is { } end ? at.AddMinutes(end) : null,
        };

        var all = KnownHealth.Of([Episode("A", 0, 10), Episode("B", 5, 20), Episode("C", 40, 50)], at.AddMinutes(45)).Select(f => $"{(f.At - at).TotalMinutes} {string.Join('+', f.Codes)}");

        Assert.Equal(["0 A", "5 A+B", "10 B", "20 ", "40 C"], all);
    }

    public void Dispose() => _bench.Dispose();

    private static (DateTimeOffset At, bool IsIll, string Codes, string? Service) Marks(HealthTurn turn) => (turn.At, turn.IsIll, string.Join(' ', turn.Codes), turn.Service);

    private async Task IllWellAndIllAgainAsync()
    {
        await _first.SeeAsync(_cluster.Roll("1.0").Finish());
        foreach (var isIll in new[] { true, false, true })
        {
            _bench.Clock.Advance(TimeSpan.FromMinutes(12));
            _cluster.Pods.Clear();
            if (isIll)
            {
                _cluster.Pods.Add(_cluster.Crash("orders-1"));
            }

            await _first.SeeAsync(_cluster);
        }
    }

    private async Task<Process> StartAsync(string steps)
    {
        Process process = new(_bench);
        foreach (var step in steps.Split(' '))
        {
            switch (step)
            {
                case "load":
                    await process.LoadAsync();
                    break;
                case "hear":
                    process.Hear(_cluster);
                    break;
                default:
                    _ = await process.WriteAsync();
                    break;
            }
        }

        return process;
    }

    private async Task OpenAsync(IncidentBook book, string title)
    {
        await using (var db = _bench.Create())
        {
            db.Set<Incident>().Add(new() { Title = title, Severity = "sev1", StartedAt = _bench.Now, StartedBy = "user:default/ada", Services = [new() { Service = Orders }] });
            await db.SaveAsync(Ct);
        }

        await book.ReloadAsync(Ct);
    }

    private static List<(DateTimeOffset At, string Text)> Health(IncidentBook book, string title)
        => [.. book.Current.Lines[book.Current.Incidents.Single(i => i.Title == title).Id].Where(l => l.Kind == "health").OrderBy(l => l.At).Select(l => (l.At, l.Text))];

    /// <summary>One process of the portal over the bench's database.</summary>
    private sealed class Process
    {
        private readonly LedgerBench _bench;
        private readonly LedgerBench.OnePortal _portal;

        public Process(LedgerBench bench)
        {
            (_bench, _portal) = (bench, bench.Start());
            Recent = new(bench.Clock, NullLogger<RecentChanges>.Instance);
            Store = new(Recent, _portal.Pictures, bench, bench.Clock);
            _portal.Pictures.Listen((IWorkloadListener)Recent);
            _portal.Pictures.Listen((ISurroundingsListener)Recent);
        }

        public RecentChanges Recent { get; }

        public ChangeStore Store { get; }

        public void Hear(SimpleCluster cluster) => _portal.Hear(cluster);

        public Task SeeAsync(SimpleCluster cluster) => _portal.SeeAsync(cluster);

        public Task<int> WriteAsync() => _portal.Ledger.WriteAsync(Ct);

        public async Task LoadAsync()
        {
            await using var db = _bench.Create();
            await Recent.LoadAsync(db, Ct);
        }

        public IReadOnlyList<HealthTurn> Turns() => Recent.TurnsSince(Orders, _bench.Now.AddDays(-1));

        public DateTimeOffset? IllSince() => Recent.IllSince("prod-eu", "uid-1");
    }
}

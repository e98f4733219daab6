using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.BackgroundServices;
using Portal.Infrastructure.BackgroundServices;
using Portal.Testing;

namespace Portal.InfrastructureTests.BackgroundServices;

/// <summary>What becomes of a background service that ends though it should not.</summary>
public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TestClock _clock = new();
    private readonly SupervisedServices _services = new();
    private readonly Work _work = new();

    [Fact]
    public async Task It_begins_again_after_a_pause_that_doubles_up_to_a_minute()
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);

        foreach (var (pause, nth) in new[] { 1, 2, 4, 8, 16, 32, 60, 60 }.Select((p, n) => (p, n + 1)))
        {
            (await _work.BegunAsync(nth)).SetException(new InvalidOperationException("the disk\nis full"));
            await UntilAsync(() => _clock.Waiting == 1);
            Assert.Equal(
                new BackgroundServiceStatus("Work", "Something is kept", BackgroundServiceState.Failing, _clock.GetUtcNow(), nth, "InvalidOperationException: the disk is full", _clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(pause)),
                Assert.Single(_services.Current));
            _clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.Equal(nth, _work.Begun);
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        await _work.BegunAsync(9);
        await UntilAsync(() => _services.Current[0].State == BackgroundServiceState.Running);
        Assert.Equal((8, "InvalidOperationException: the disk is full", null), (_services.Current[0].Failures, _services.Current[0].Error, _services.Current[0].RetryAt));
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task After_ten_minutes_without_a_failure_the_pause_is_short_again()
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);
        await FailAsync(1, 1);
        await FailAsync(2, 2);
        await _work.BegunAsync(3);
        await UntilAsync(() => _services.Current[0].State == BackgroundServiceState.Running);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await FailAsync(3, 1);
        await FailAsync(4, 2);

        await _work.BegunAsync(5);
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task An_end_without_an_error_is_a_failure_where_there_should_be_none()
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);

        (await _work.BegunAsync(1)).SetResult();
        await UntilAsync(() => _clock.Waiting == 1);

        Assert.Equal((BackgroundServiceState.Failing, "It ended without an error."), (_services.Current[0].State, _services.Current[0].Error));
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task A_timeout_that_looks_like_a_stop_is_a_failure()
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);

        (await _work.BegunAsync(1)).SetException(new TaskCanceledException("A request took too long."));
        await UntilAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await _work.BegunAsync(2);
        Assert.Equal("TaskCanceledException: A request took too long.", _services.Current[0].Error);
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task What_has_an_end_is_done_and_not_begun_again()
    {
        using var supervisor = Supervise(mayEnd: true);
        await supervisor.StartAsync(Ct);

        (await _work.BegunAsync(1)).SetResult();
        await UntilAsync(() => _services.Current[0].State == BackgroundServiceState.Done);

        Assert.Equal((0, 1, 0), (_services.Current[0].Failures, _work.Begun, _clock.Waiting));
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task A_beginning_that_fails_is_tried_again()
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);
        _work.FailsToBegin = 1;

        (await _work.BegunAsync(1)).SetException(new InvalidOperationException("first"));
        await UntilAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _services.Current[0].Failures == 2 && _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await _work.BegunAsync(2);
        await supervisor.StopAsync(Ct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_ends_it_while_it_works_and_while_it_waits(bool waits)
    {
        using var supervisor = Supervise(mayEnd: false);
        await supervisor.StartAsync(Ct);
        var work = await _work.BegunAsync(1);
        if (waits)
        {
            work.SetException(new InvalidOperationException("x"));
            await UntilAsync(() => _clock.Waiting == 1);
        }

        await supervisor.StopAsync(Ct).WaitAsync(Patience, Ct);

        Assert.Equal((1, waits ? 1 : 0, 0), (_work.Begun, _services.Current[0].Failures, _clock.Waiting));
        Assert.True(_work.ExecuteTask!.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_database_holds_is_read_before_it_begins_and_a_failure_of_that_does_not_keep_it_from_beginning(bool fails)
    {
        using Memory memory = new(fails);
        using Supervisor<Memory> supervisor = new(memory, new("Something is remembered", MayEnd: false), _services, _clock, NullLogger<Supervisor<Memory>>.Instance);

        await supervisor.StartAsync(Ct);

        Assert.Equal(["loads", "begins"], memory.Events);
        Assert.Equal((BackgroundServiceState.Running, 0, 0), (_services.Current[0].State, _services.Current[0].Failures, _clock.Waiting));
        await supervisor.StopAsync(Ct);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_holds_the_start_up_for_ten_seconds_and_no_longer()
    {
        using Memory memory = new(fails: false) { Database = new TaskCompletionSource().Task };
        using Supervisor<Memory> supervisor = new(memory, new("Something is remembered", MayEnd: false), _services, _clock, NullLogger<Supervisor<Memory>>.Instance);

        var start = supervisor.StartAsync(Ct);
        Assert.Equal(["loads"], memory.Events);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await start.WaitAsync(Patience, Ct);

        Assert.Equal(["loads", "begins"], memory.Events);
        await supervisor.StopAsync(Ct);
    }

    public void Dispose() => _work.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Supervisor<Work> Supervise(bool mayEnd) => new(_work, new("Something is kept", mayEnd), _services, _clock, NullLogger<Supervisor<Work>>.Instance);

    private async Task FailAsync(int nth, int seconds)
    {
        (await _work.BegunAsync(nth)).SetException(new InvalidOperationException("x"));
        await UntilAsync(() => _services.Current[0].Failures == nth && _clock.Waiting == 1);
        Assert.Equal(_clock.GetUtcNow().AddSeconds(seconds), _services.Current[0].RetryAt);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not come to that.");
            await Task.Yield();
        }
    }

    /// <summary>Notes in which order it is asked.</summary>
    private sealed class Memory(bool fails) : BackgroundService, ILoadsFirst
    {
        public List<string> Events { get; } = [];

        public Task Database { get; init; } = Task.CompletedTask;

        public override Task StartAsync(CancellationToken cancellationToken)
        {
            Events.Add("begins");
            return base.StartAsync(cancellationToken);
        }

        public async Task LoadAsync(CancellationToken ct)
        {
            Events.Add("loads");
            await Database.WaitAsync(ct);
            if (fails)
            {
                throw new InvalidOperationException("The database is away.");
            }
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
    }

    /// <summary>Ends as the test says.</summary>
    private sealed class Work : BackgroundService
    {
        private readonly List<TaskCompletionSource> _runs = [];

        public int FailsToBegin { get; set; }

        public int Begun
        {
            get
            {
                lock (_runs)
                {
                    return _runs.Count;
                }
            }
        }

        public override Task StartAsync(CancellationToken cancellationToken)
            => FailsToBegin-- > 0 ? throw new InvalidOperationException("It cannot begin.") : base.StartAsync(cancellationToken);

        public async Task<TaskCompletionSource> BegunAsync(int nth)
        {
            await UntilAsync(() => Begun >= nth);
            lock (_runs)
            {
                return _runs[nth - 1];
            }
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            TaskCompletionSource run = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_runs)
            {
                _runs.Add(run);
            }

            await run.Task.WaitAsync(stoppingToken);
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Works on runs: a bounded number at a time, those a dead process left behind included.</summary>
internal sealed partial class ScaffoldWorker(RunLeases leases, ScaffoldRunner runner, ProcessIdentity identity, IOptions<ScaffoldingOptions> options, TimeProvider clock, ILogger<ScaffoldWorker> logger)
    : BackgroundService, IScaffoldSignals
{
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    // When the next waiting run is due, so that a short wait is not rounded up to the next look.
    private DateTimeOffset? _nextDue;

    public void Wake() => _wake.Release();

    public void Interrupt(string runId)
    {
        if (_jobs.TryGetValue(runId, out var job))
        {
            job.Interrupt.Cancel();
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        identity.Enter();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception ex)
            {
                Log.TurnFailed(logger, ex); // the database is away: runs wait, the portal goes on
            }

            await WaitAsync(stoppingToken);
        }

        await Task.WhenAll(_jobs.Values.Select(j => j.Task));
        identity.Leave();
    }

    private async Task TurnAsync(CancellationToken stopping)
    {
        var (cancelled, lost) = await leases.RenewAsync([.. _jobs.Keys], options.Value.Lease, stopping);
        foreach (var id in cancelled.Concat(lost))
        {
            Interrupt(id);
        }

        var teamLimit = Math.Max(1, (int)(options.Value.Concurrency * options.Value.TeamShare));
        _nextDue = null;
        while (_jobs.Count < options.Value.Concurrency)
        {
            var (id, due) = await leases.TakeAsync(teamLimit, options.Value.Lease, stopping);
            if (id is null)
            {
                _nextDue = due;
                return;
            }

            Job job = new(new CancellationTokenSource());
            _jobs[id] = job;
            job.Task = Task.Run(() => WorkAsync(id, job, stopping), CancellationToken.None);
        }
    }

    private async Task WorkAsync(string runId, Job job, CancellationToken stopping)
    {
        try
        {
            Log.Taken(logger, runId);
            await runner.RunAsync(runId, job.Interrupt.Token, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.LeftForLater(logger, runId);
        }
        catch (Exception ex)
        {
            Log.RunThrew(logger, ex, runId); // the lease runs out and the run is taken up again
        }
        finally
        {
            await ReleaseAsync(runId);
            _jobs.TryRemove(runId, out _);
            job.Interrupt.Dispose();
            Signal();
        }
    }

    private async Task ReleaseAsync(string runId)
    {
        try
        {
            await leases.ReleaseAsync(runId, CancellationToken.None);
        }
        catch (Exception ex)
        {
            Log.NotReleased(logger, ex, runId);
        }
    }

    private void Signal()
    {
        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The host is gone: nobody waits for the signal.
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var due = _nextDue is { } at ? at - clock.GetUtcNow() : TimeSpan.MaxValue;
        var poll = Task.Delay(due < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : due < options.Value.PollInterval ? due : options.Value.PollInterval, clock, patience.Token);
        var wake = _wake.WaitAsync(patience.Token);
        await Task.WhenAny(poll, wake);
        await patience.CancelAsync();
        await Task.WhenAll(poll, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private sealed class Job(CancellationTokenSource interrupt)
    {
        public CancellationTokenSource Interrupt => interrupt;

        public Task Task { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Information, "Works on scaffold run {RunId}")]
        public static partial void Taken(ILogger logger, string runId);

        [LoggerMessage(3011, LogLevel.Information, "Leaves scaffold run {RunId} for the next process")]
        public static partial void LeftForLater(ILogger logger, string runId);

        [LoggerMessage(3012, LogLevel.Error, "Scaffold run {RunId} could not be worked on")]
        public static partial void RunThrew(ILogger logger, Exception ex, string runId);

        [LoggerMessage(3013, LogLevel.Warning, "Looking for scaffold runs failed; trying again")]
        public static partial void TurnFailed(ILogger logger, Exception ex);

        [LoggerMessage(3014, LogLevel.Warning, "The lease of scaffold run {RunId} was not given back; it runs out by itself")]
        public static partial void NotReleased(ILogger logger, Exception ex, string runId);
    }
}

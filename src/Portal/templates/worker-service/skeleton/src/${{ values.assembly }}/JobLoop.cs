using Microsoft.Extensions.Options;

namespace ${{ values.assembly }};

/// <summary>
/// Takes jobs, hands each to an <see cref="IJobHandler"/>, and tells the queue how it went. Told to stop, it takes no more and finishes
/// what has begun.
/// </summary>
public sealed partial class JobLoop(
    IJobQueue queue, IServiceScopeFactory scopes, IOptions<JobLoopOptions> options, Heartbeat heartbeat, TimeProvider clock, ILogger<JobLoop> logger) : BackgroundService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Pause before the attempt after this one.</summary>
    public static TimeSpan DelayAfter(int attempt, TimeSpan first)
        => TimeSpan.FromTicks((long)Math.Min(LongestDelay.Ticks, first.Ticks * Math.Pow(2, attempt - 1)));

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(Enumerable.Range(0, options.Value.Concurrency).Select(lane => LaneAsync(lane, stoppingToken)));

    private async Task LaneAsync(int lane, CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            heartbeat.Beat(lane);
            try
            {
                var job = await queue.ReceiveAsync(options.Value.ReceiveWait, stopping);
                failures = 0;
                if (job is not null)
                {
                    await WorkAsync(job);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                // A queue that is away must not end the process: it comes back, and restarts would not help.
                var pause = DelayAfter(Math.Min(++failures, 4), options.Value.RetryDelay);
                QueueFailed(ex, pause);
                await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(Job job)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["JobId"] = job.Id, ["Attempt"] = job.Attempt });
        var started = clock.GetTimestamp();
        try
        {
            using CancellationTokenSource limit = new(options.Value.JobTimeout, clock);
            await using var services = scopes.CreateAsyncScope();
            await services.ServiceProvider.GetRequiredService<IJobHandler>().HandleAsync(job, limit.Token);
        }
        catch (Exception ex)
        {
            await FailedAsync(job, ex);
            return;
        }

        await queue.CompleteAsync(job, CancellationToken.None);
        var elapsed = clock.GetElapsedTime(started);
        Done(elapsed);
    }

    private async Task FailedAsync(Job job, Exception cause)
    {
        if (job.Attempt >= options.Value.MaxAttempts)
        {
            GivenUp(cause);
            await queue.DeadLetterAsync(job, cause.Message, CancellationToken.None);
            return;
        }

        var delay = DelayAfter(job.Attempt, options.Value.RetryDelay);
        TriedAgain(cause, delay);
        await queue.RetryAsync(job, delay, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Done in {Elapsed}")]
    private partial void Done(TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed, tried again in {Delay}")]
    private partial void TriedAgain(Exception cause, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed for the last time, put aside")]
    private partial void GivenUp(Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue does not answer, asked again in {Pause}")]
    private partial void QueueFailed(Exception cause, TimeSpan pause);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Reads the pods that have gone from the database once, writes new ones every few seconds, and deletes old ones once an hour. A database that is away is tried again until it is back.</summary>
internal sealed partial class GonePodWriter(GonePodStore store, TimeProvider clock, ILogger<GonePodWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CareEvery = TimeSpan.FromHours(1);

    private bool _loaded;
    private DateTimeOffset _caredAt = DateTimeOffset.MinValue;

    /// <summary>What waits is written before the process ends, as far as it is given time.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await store.WriteAsync(cancellationToken);
        }
        catch (Exception ex)
        {
            Log.NotWritten(logger, ex, TimeSpan.Zero);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var pause = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                pause = Interval;
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Log.NotWritten(logger, ex, pause);
            }
            catch (OperationCanceledException)
            {
                return; // the portal stops
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        if (!_loaded)
        {
            await store.LoadAsync(ct);
            _loaded = true;
        }

        await store.WriteAsync(ct);
        if (clock.GetUtcNow() - _caredAt >= CareEvery)
        {
            await store.PruneAsync(ct);
            _caredAt = clock.GetUtcNow();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2012, LogLevel.Warning, "Pods that went could not be written; they wait in memory, and it is tried again in {Pause}")]
        public static partial void NotWritten(ILogger logger, Exception exception, TimeSpan pause);
    }
}

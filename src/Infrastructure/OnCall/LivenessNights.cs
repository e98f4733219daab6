using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.OnCall;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.OnCall;

/// <summary>Every night: can somebody be called for every service? A night that was missed is made up for.</summary>
internal sealed partial class LivenessNights(LivenessCheck check, OnCallStore store, CatalogIngest ingest, IOptions<OnCallOptions> options, TimeProvider clock, ILogger<LivenessNights> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>When the last check had to be made, as of a moment.</summary>
    internal static DateTimeOffset LastDue(DateTimeOffset now, int hour)
    {
        var tonight = new DateTimeOffset(now.UtcDateTime.Date.AddHours(hour), TimeSpan.Zero);
        return tonight <= now ? tonight : tonight.AddDays(-1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                // Another replica's check is seen here within seconds, so one makes it in most nights; two would do no harm.
                if (!stoppingToken.IsCancellationRequested && store.ReadAt is not null && !(store.Current.LastCheck?.StartedAt >= LastDue(clock.GetUtcNow(), options.Value.CheckHour)))
                {
                    await check.RunAsync("system:portal", stoppingToken);
                }
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex);
            }
            catch (OperationCanceledException)
            {
                return; // the portal stops
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5064, LogLevel.Warning, "Whether everybody can be reached could not be checked; it is tried again in a few minutes")]
        public static partial void Failed(ILogger logger, Exception ex);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.OnCall;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.OnCall;

/// <summary>Every night: can somebody be called for every service? A night that was missed is made up for.</summary>
internal sealed partial class LivenessNights(NightlyCheck check, OnCallStore store, CatalogIngest ingest, TimeProvider clock, ILogger<LivenessNights> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                // Rotas that have not been read yet would all look as if nobody could be called.
                if (!stoppingToken.IsCancellationRequested && store.ReadAt is not null)
                {
                    await check.RunIfDueAsync(stoppingToken);
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

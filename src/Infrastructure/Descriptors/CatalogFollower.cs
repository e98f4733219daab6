using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Sees within seconds what another replica has found in a source: a webhook reaches one replica only, and a person who was deactivated must be gone everywhere.</summary>
internal sealed partial class CatalogFollower(CatalogIngest ingest, TimeProvider clock, ILogger<CatalogFollower> logger) : BackgroundService
{
    /// <summary>One second until it is seen leaves four of the five that are promised for reading the source.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var wasAway = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ingest.FollowOthersAsync(stoppingToken);
                wasAway = false;
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                if (!wasAway)
                {
                    Log.Away(logger, ex);
                }

                wasAway = true; // sources are looked at on schedule all the same
            }
            catch (OperationCanceledException)
            {
                return; // the portal stops
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6013, LogLevel.Warning, "What other replicas have found in the catalog's sources could not be read; sources are looked at on schedule until then")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Ownership;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Ownership;

/// <summary>Makes the resolver's indexes anew beside requests: definitions of APIs take long to read the first time.</summary>
internal sealed partial class ClueWarmer(IClueIndexes indexes, CatalogIngest ingest, TimeProvider clock, ILogger<ClueWarmer> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                indexes.Warm();
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex);
            }

            await Task.Delay(Round, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6611, LogLevel.Error, "The resolver's indexes could not be made; they are tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

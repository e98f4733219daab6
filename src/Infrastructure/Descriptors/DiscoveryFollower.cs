using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Reads the clusters' location again soon after what runs, or what is declared, has changed; in between the schedule of all locations does.</summary>
internal sealed partial class DiscoveryFollower(ICatalogIngest ingest, KubernetesSource source, IObservedEstate observed, ICatalog catalog, TimeProvider clock, ILogger<DiscoveryFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // A rollout of everything at once changes the estate for minutes: then it is not waited for quiet.
    private const int PatientLooks = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested || ingest.Locations.FirstOrDefault(l => l.Type == Discovered.LocationType) is not { } location)
        {
            return;
        }

        source.Open();
        (long, long) read = default;
        (long, long) seen = default;
        var waited = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = (observed.Estate.Version, catalog.Current.Generation);
            if (now != read && (now == seen || waited >= PatientLooks))
            {
                (read, waited) = (now, 0);
                await ReadAsync(location.Id, stoppingToken);
            }
            else if (now != read)
            {
                waited++;
            }

            seen = now;
            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(string location, CancellationToken ct)
    {
        try
        {
            await ingest.RefreshAsync(location, CatalogRecords.Portal, ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, ex); // the schedule tries again; the follower must not stop the host
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6040, LogLevel.Error, "The clusters could not be read for services that nobody declares; it is tried again on schedule")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

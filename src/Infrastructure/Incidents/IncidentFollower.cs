using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Incidents;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Incidents;

/// <summary>Fills the memory of recent changes from the ledger, follows the catalog, and keeps incidents and their timelines fresh. A database that is away is tried again; what is known stays.</summary>
internal sealed partial class IncidentFollower(RecentChanges recent, IncidentBook book, IncidentRecorder recorder, ICatalog catalog, CatalogIngest ingest, IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock, ILogger<IncidentFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // In the first minute the ledger writes what it finds in the clusters; later it holds what other replicas heard.
    private const int OftenUntil = 12;
    private const int OftenEvery = 2;
    private const int LoadsEvery = 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var follow = FollowCatalogAsync(stoppingToken);
        var wasAway = false;
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                if (round % (round < OftenUntil ? OftenEvery : LoadsEvery) == 0)
                {
                    await using var db = databases.Create();
                    await recent.LoadAsync(db, stoppingToken);
                }

                await book.ReloadAsync(stoppingToken);
                await recorder.RunOnceAsync(stoppingToken);
                wasAway = false;
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                if (!wasAway)
                {
                    Log.Away(logger, ex);
                }

                wasAway = true;
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await follow;
    }

    private async Task FollowCatalogAsync(CancellationToken ct)
    {
        try
        {
            // What the first pass reads is the catalog and no change of it.
            await ingest.FirstPass.WaitAsync(ct);
            recent.CatalogChanged(catalog.Current);
            await foreach (var _ in feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Catalog }, ct))
            {
                recent.CatalogChanged(catalog.Current);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5061, LogLevel.Warning, "Incidents could not be read or written; what is known so far is shown, and it is tried again")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}

public static class IncidentServices
{
    public static IServiceCollection AddIncidentFollower(this IServiceCollection services) => services.AddHostedService<IncidentFollower>();
}

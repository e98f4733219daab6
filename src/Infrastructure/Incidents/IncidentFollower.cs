using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Incidents;
using Portal.Application.Releases;
using Portal.Infrastructure.BackgroundServices;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Incidents;

/// <summary>Fills the memory of recent changes from the ledger and writes what is in no other table, follows the catalog, and keeps incidents and their timelines fresh. A database that is away is tried again; what is known stays.</summary>
internal sealed partial class IncidentFollower(RecentChanges recent, ChangeStore store, IncidentBook book, IncidentRecorder recorder, ReleaseLedger ledger, ICatalog catalog, CatalogIngest ingest, IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock, ILogger<IncidentFollower> logger) : BackgroundService, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // The ledger holds what other replicas heard, too.
    private const int LoadsEvery = 12;
    private const int PrunesEvery = 720;

    /// <summary>What waits is written before the process ends, as far as it is given time.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(store.FinishAsync, cancellationToken);
    }

    public Task LoadAsync(CancellationToken ct) => book.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await TryAsync(book.ReloadAsync, stoppingToken); // what is open is asked for first
        await TryAsync(store.LoadAsync, stoppingToken); // changes of the catalog need to know since when nobody was watching
        var follow = FollowCatalogAsync(stoppingToken);
        var wasAway = false;
        var found = -1L;
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await book.ReloadAsync(stoppingToken);
                if (ledger.Found is var written && (written != found || round % LoadsEvery == 0))
                {
                    await store.LoadAsync(stoppingToken); // since when a workload is empty is told by the change that emptied it
                    await using var db = databases.Create();
                    await recent.LoadAsync(db, stoppingToken);
                    found = written;
                }

                await recorder.RunOnceAsync(stoppingToken);

                // Last: whatever keeps changes from being written down keeps nobody's incident from being seen.
                await store.RunOnceAsync(stoppingToken);
                if (ingest.FirstPass.IsCompleted && store.FindUnwatched())
                {
                    feed.Publish(Topics.Deployments);
                }

                if (round % PrunesEvery == 1)
                {
                    await store.PruneAsync(stoppingToken);
                }

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

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.Away(logger, ex);
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    private async Task FollowCatalogAsync(CancellationToken ct)
    {
        try
        {
            // What the first pass finds different from what is stored came while nobody was watching. Without that, what it reads is the catalog and no change of it.
            var stored = ingest.TakeStored();
            await ingest.FirstPass.WaitAsync(ct);
            if (stored is not null && store.WatchedUntil is not null)
            {
                recent.CatalogChanged(stored);
            }

            recent.CatalogChanged(catalog.Current, store.WatchedUntil);
            await foreach (var _ in feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Catalog }, ct))
            {
                try
                {
                    if (recent.CatalogChanged(catalog.Current))
                    {
                        feed.Publish(Topics.Deployments); // a page that heard of the catalog may have asked too early
                    }
                }
                catch (Exception ex) when (!ct.IsCancellationRequested)
                {
                    Log.NotCompared(logger, ex);
                }
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

        [LoggerMessage(5062, LogLevel.Error, "What changed in the catalog could not be told; the next change is compared with what was known before")]
        public static partial void NotCompared(ILogger logger, Exception exception);
    }
}

public static class IncidentServices
{
    public static IServiceCollection AddIncidentFollower(this IServiceCollection services) => services.AddSupervised<IncidentFollower>("Incidents, their timelines and recent changes are kept fresh");
}

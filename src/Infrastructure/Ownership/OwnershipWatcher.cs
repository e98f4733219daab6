using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Ownership;
using Portal.Infrastructure.BackgroundServices;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Ownership;

/// <summary>Keeps confirmations in memory fresh, and looks for leavers after every change of the catalog and for expired confirmations every few minutes.</summary>
internal sealed partial class OwnershipWatcher(OwnershipStore store, OwnershipWatch watch, CatalogIngest ingest, ILiveFeed feed, TimeProvider clock, ILogger<OwnershipWatcher> logger) : BackgroundService, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int ExpiryEvery = 60;

    public Task LoadAsync(CancellationToken ct) => store.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(store.ReloadAsync, stoppingToken);
        var following = Task.Run(() => FollowAsync(stoppingToken), CancellationToken.None);
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            await TryAsync(store.ReloadAsync, stoppingToken);

            // The notice of a change may be missed while the database is away; rotas change without one.
            await TryAsync(watch.LookForLeaversAsync, stoppingToken);
            if (round % ExpiryEvery == 0)
            {
                await TryAsync(watch.LookForExpiredAsync, stoppingToken);
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await following;
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        try
        {
            // People who are read later than what names them would be told of as gone.
            await ingest.FirstPass.WaitAsync(ct);
            await foreach (var _ in feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Catalog }, ct))
            {
                await TryAsync(watch.LookForLeaversAsync, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> look, CancellationToken ct)
    {
        try
        {
            await look(ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, ex); // what is known so far is shown; it is tried again
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5070, LogLevel.Warning, "Ownership could not be looked at; what is known so far is shown")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

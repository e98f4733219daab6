using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.BackgroundServices;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Keeps the lineage in memory fresh: after runs, and every few seconds for what another replica has written; looks at repositories once a minute.</summary>
internal sealed partial class LineageFollower(LineageStore store, LineageRefresh refresh, CatalogIngest ingest, ILiveFeed feed, TimeProvider clock, ILogger<LineageFollower> logger) : BackgroundService, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);
    private const int LooksEvery = 6;

    public Task LoadAsync(CancellationToken ct) => store.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(store.ReloadAsync, stoppingToken);
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var notices = Task.Run(() => FollowRunsAsync(stoppingToken), CancellationToken.None);
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            await TryAsync(round % LooksEvery == 0 ? token => refresh.RunOnceAsync(all: false, token) : store.ReloadAsync, stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await notices;
    }

    private async Task FollowRunsAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var _ in feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Runs }, ct))
            {
                if (store.NeedsRuns)
                {
                    await TryAsync(store.ReloadAsync, ct);
                    await Task.Delay(AtMost, clock, ct);
                }
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
        [LoggerMessage(3020, LogLevel.Warning, "What services were made from could not be looked at; what is known so far is shown")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

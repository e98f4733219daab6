using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Keeps the roster and the matching up to date for as long as the portal runs.</summary>
internal sealed partial class ClusterFollower(ClusterRoster roster, IConfiguration configuration, ClusterWatchOptions options, DeploymentPictures pictures, IPortalDbFactory databases, TimeProvider clock, ILogger<ClusterFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan CatalogLook = TimeSpan.FromMilliseconds(500);

    // Another replica may have taken a claim.
    private static readonly TimeSpan ClaimsLook = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(RosterAsync(stoppingToken), RematchAsync(stoppingToken));
        await roster.DisposeAsync();
    }

    private async Task RosterAsync(CancellationToken ct)
    {
        using var changed = new SemaphoreSlim(0);
        using var settings = ChangeToken.OnChange(configuration.GetReloadToken, () => changed.Release());
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await roster.ApplyAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                // A hosted service that throws stops the host; the clusters that are followed go on.
                Log.RosterFailed(logger, ex);
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(Task.Delay(options.RosterLook, clock, wait.Token), changed.WaitAsync(wait.Token));
            await wait.CancelAsync();
        }
    }

    private async Task RematchAsync(CancellationToken ct)
    {
        var readAt = DateTimeOffset.MinValue;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (clock.GetUtcNow() - readAt >= ClaimsLook)
                {
                    await using var db = databases.Create();
                    pictures.Rematch(await db.Set<WorkloadClaim>().AsNoTracking().ToListAsync(ct));
                    readAt = clock.GetUtcNow();
                }

                pictures.Rematch();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                // The database being away must not stop live state; the claims known so far stay.
                Log.ClaimsUnread(logger, ex);
                readAt = clock.GetUtcNow();
            }

            await Task.Delay(CatalogLook, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2004, LogLevel.Warning, "The claims of workloads cannot be read; those known so far stay")]
        public static partial void ClaimsUnread(ILogger logger, Exception ex);

        [LoggerMessage(2009, LogLevel.Error, "The list of clusters could not be brought up to date; it is tried again")]
        public static partial void RosterFailed(ILogger logger, Exception ex);
    }
}

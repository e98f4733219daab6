using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The clusters to follow; known when the host starts.</summary>
public interface IClusterSource
{
    Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct);
}

/// <summary>Follows every configured cluster for as long as the portal runs, and matches rows again when catalog or claims change.</summary>
internal sealed partial class ClusterFollower(IEnumerable<IClusterSource> sources, ClusterWatchOptions options, ClusterDirectory directory, DeploymentPictures pictures, IPortalDbFactory databases, TimeProvider clock, ILogger<ClusterFollower> logger) : BackgroundService
{
    private static readonly TimeSpan CatalogLook = TimeSpan.FromMilliseconds(500);

    // Another replica may have taken a claim.
    private static readonly TimeSpan ClaimsLook = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        List<Task> tasks = [RematchAsync(stoppingToken)];
        var unnamed = 0;
        foreach (var source in sources)
        {
            foreach (var cluster in await ClustersOfAsync(source, stoppingToken))
            {
                cluster.Name = string.IsNullOrWhiteSpace(cluster.Name) ? cluster.Context ?? $"cluster-{unnamed++}" : cluster.Name;
                if (!directory.Add(cluster))
                {
                    Log.Twice(logger, cluster.Name);
                    continue;
                }

                tasks.Add(new ClusterWatcher(cluster, options, pictures, clock, logger).RunAsync(stoppingToken));
            }
        }

        await Task.WhenAll(tasks);
    }

    private async Task<IReadOnlyList<ClusterOptions>> ClustersOfAsync(IClusterSource source, CancellationToken ct)
    {
        try
        {
            return await source.ClustersAsync(ct);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // A hosted service that throws stops the host; without these clusters the portal is still of use.
            Log.SourceFailed(logger, ex);
            return [];
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
        [LoggerMessage(2003, LogLevel.Error, "Two clusters are named {Cluster}; the second one is left out. Give it another name in Clusters:N:Name")]
        public static partial void Twice(ILogger logger, string cluster);

        [LoggerMessage(2006, LogLevel.Error, "A source of clusters failed; its clusters are not followed until the next start")]
        public static partial void SourceFailed(ILogger logger, Exception ex);

        [LoggerMessage(2004, LogLevel.Warning, "The claims of workloads cannot be read; those known so far stay")]
        public static partial void ClaimsUnread(ILogger logger, Exception ex);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The clusters that were added over the page or the API, from the database.</summary>
internal sealed partial class RegisteredClusters(IPortalDbFactory databases, ISecretProtector secrets, ILogger<RegisteredClusters> logger) : IClusterSource
{
    /// <summary>A kubeconfig that is none: the cluster is shown as unreachable with the reason, instead of missing.</summary>
    private const string Unreadable = "# The portal's keys have changed: this kubeconfig cannot be decrypted. Remove the cluster and add it again.";

    public async Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var stored = await db.Set<RegisteredCluster>().AsNoTracking().OrderBy(c => c.Id).ToListAsync(ct);
        return [.. stored.Select(c => new ClusterOptions { Name = c.Name, Environment = c.Environment, Region = c.Region, Context = c.Context, KubeconfigText = Open(c) })];
    }

    private string Open(RegisteredCluster cluster)
    {
        if (secrets.Unprotect(cluster.Kubeconfig) is { } kubeconfig)
        {
            return kubeconfig;
        }

        Log.Unreadable(logger, cluster.Name);
        return Unreadable;
    }

    private static partial class Log
    {
        [LoggerMessage(2007, LogLevel.Error, "The stored kubeconfig of {Cluster} cannot be decrypted: the portal's keys have changed. Remove the cluster and add it again")]
        public static partial void Unreadable(ILogger logger, string cluster);
    }
}

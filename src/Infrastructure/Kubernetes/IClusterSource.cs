namespace Portal.Infrastructure.Kubernetes;

/// <summary>Gives clusters to follow. It is asked again and again while the portal runs, so that clusters come and go without a restart.</summary>
public interface IClusterSource
{
    Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct);
}

namespace Portal.Application.Deployments;

/// <summary>What may be said of a service that no cluster shows: "not deployed" only where every cluster has been heard.</summary>
public static class HeardClusters
{
    public const string NotDeployed = "not deployed";
    public const string Unknown = "unknown";

    /// <summary>Names of the clusters whose picture is missing or cannot be trusted to be of now.</summary>
    public static IReadOnlyList<string> Unheard(IDeploymentPictures pictures)
        => [.. pictures.Clusters.Where(c => c.State is ClusterState.Syncing or ClusterState.Unreachable).Select(c => c.Name).Order(StringComparer.Ordinal)];

    /// <summary>No cluster has told anything: nothing at all is known of what runs.</summary>
    public static bool IsSilent(IDeploymentPictures pictures)
        => pictures.Deployments.Count == 0 && pictures.Clusters.All(c => c.State is ClusterState.Syncing or ClusterState.Unreachable);

    /// <summary>The version that a service has in production, in words: the newest where clusters differ, <see cref="NotDeployed"/>, or <see cref="Unknown"/>.</summary>
    public static string InProduction(IDeploymentPictures pictures, string service)
        => pictures.OfService(service).Where(p => p.Environment == "production").OrderByDescending(p => p.VersionSince).Select(p => p.Version).FirstOrDefault()
            ?? (IsSilent(pictures) || Unheard(pictures).Count > 0 ? Unknown : NotDeployed);
}

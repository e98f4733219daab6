namespace Portal.Application.Deployments;

/// <summary>Labels and annotations by which teams, repositories and installers are commonly named on a workload.</summary>
public static class WorkloadHints
{
    /// <summary>Name the team, the most explicit first.</summary>
    public static IReadOnlyList<string> OwnerKeys { get; } = ["portal.dev/owner", "backstage.io/owner", "app.kubernetes.io/team", "app.kubernetes.io/owner", "owner", "team", "squad"];

    /// <summary>Name the repository: a slug, or an address.</summary>
    public static IReadOnlyList<string> RepositoryKeys { get; } =
        ["portal.dev/repository", "github.com/project-slug", "backstage.io/source-location", "app.openshift.io/vcs-uri", "org.opencontainers.image.source"];

    /// <summary>Name the release or application that installed it.</summary>
    public static IReadOnlyList<string> ReleaseKeys { get; } = ["app.kubernetes.io/instance", "argocd.argoproj.io/instance", "meta.helm.sh/release-name"];

    /// <summary>Annotations worth keeping for them.</summary>
    public static IReadOnlyList<string> Annotations { get; } = [.. OwnerKeys, .. RepositoryKeys, .. ReleaseKeys];
}

using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Application.Discovery;

/// <summary>What can be wrong with declaring what was discovered.</summary>
public static class DiscoveryErrors
{
    public static NotFound NotUndeclared(string workload) => new("discovery.no_workload",
        $"No undeclared workload is named {workload}. Somebody may have declared it by now, or it is gone; /catalog/discovered lists what there is. Write namespace/kind/name, for instance shop/Deployment/basket.");

    public static Conflict Looks(string workload, string service) => new("discovery.looks_declared",
        $"{workload} looks like {service}, which is declared. Label the workload with backstage.io/kubernetes-id, or claim it for {service} on the cluster's page, instead of declaring it twice.");

    public static NotFound NoRepository(RepoUrl repository, string fix) => new("discovery.no_repository", $"There is no repository {repository.Owner}/{repository.Repo} on {repository.Host}. {fix}");

    public static Conflict FileExists(RepoUrl repository, string path, string branch) => new("discovery.file_exists",
        $"{repository.Owner}/{repository.Repo} has a {path} on {branch} already. Add the document to that file, or choose another path.");

    public static Conflict Changed(string workload) => new("discovery.promotion_changed", $"Somebody else proposed a descriptor for {workload} at the same moment. Look at it and try again.");
}

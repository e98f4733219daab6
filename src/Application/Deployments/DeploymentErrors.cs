using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>What can be wrong with a question or command about deployments.</summary>
public static class DeploymentErrors
{
    public static NotFound UnknownCluster(string name, IReadOnlyList<ClusterStatus> known) => new("deployments.cluster_unknown",
        known.Count == 0 ? $"There is no cluster '{name}': none is configured. Set Clusters__0__Name and Clusters__0__Kubeconfig."
            : $"There is no cluster '{name}'. Known: {string.Join(", ", known.Select(c => c.Name))}.");

    public static NotFound UnknownWorkload(string cluster, string @namespace, string kind, string name) => new("deployments.workload_unknown",
        $"There is no {kind} {@namespace}/{name} in {cluster}: it was deleted, or the name is wrong. /clusters/{cluster} shows what there is, and GET /api/v1/workloads lists it.");

    public static NotFound NotFollowed(string cluster) => new("deployments.cluster_unknown", $"There is no cluster '{cluster}'. /clusters and GET /api/v1/clusters list those that are followed.");

    public static NotFound UnknownService(string service) => new("deployments.service_unknown",
        $"The catalog has no '{service}'. Register its descriptor first, then claim the workload.");

    public static NotFound NothingNamed(string service) => new("deployments.service_unknown",
        $"The catalog has no '{service}', and no workload of a cluster belongs to it. Check the name, or register its descriptor.");

    public static Conflict ClusterExists(string name) => new("deployments.cluster_exists",
        $"There is a cluster named {name} already. Choose another name, or remove that one first.");

    public static Conflict ClusterOfSettings(string name) => new("deployments.cluster_of_settings",
        $"{name} stands in the portal's settings (Clusters:N) or belongs to the demo. Take it out there; the portal notices without a restart.");

    public static Conflict ClaimChanged(string workload) => new("deployments.claim_changed",
        $"Somebody else claimed {workload} at the same moment. Look at the new claim and try again.");

    public static Conflict NamesItself(string workload, MatchEvidence match) => new("deployments.claim_overruled",
        $"{workload} names its service itself ({match.Evidence}), and that counts more than a claim. Change it there.");

    public static NotFound UnknownClaim(string workload, string service) => new("deployments.claim_unknown",
        $"There is no claim of {workload} for {service}. GET /api/v1/workloads/claims lists what there is; somebody may have revoked or moved it.");
}

using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Web.Features.Clusters;

/// <summary>Addresses of clusters, namespaces, workloads and pods.</summary>
public static class WorkloadUrls
{
    public static string Of(string cluster, string @namespace) => $"/clusters/{Part(cluster)}/namespaces/{Part(@namespace)}";

    public static string Of(Deployment row) => Of(row.Cluster, row.Namespace, row.Kind, row.Name);

    public static string Of(WorkloadAddress workload) => Of(workload.Cluster, workload.Namespace, workload.Kind, workload.Name);

    public static string Of(Deployment row, WorkloadVerb verb) => $"{Of(row)}/{verb.ToString().ToLowerInvariant()}";

    public static string Pod(string cluster, string @namespace, string name) => $"/clusters/{Part(cluster)}/{Part(@namespace)}/pods/{Part(name)}";

    public static string LogApi(string cluster, string @namespace, string pod) => $"/api/v1/clusters/{Part(cluster)}/namespaces/{Part(@namespace)}/pods/{Part(pod)}/log";

    private static string Of(string cluster, string @namespace, string kind, string name) => $"/clusters/{Part(cluster)}/{Part(@namespace)}/{Part(kind.ToLowerInvariant())}/{Part(name)}";

    private static string Part(string text) => Uri.EscapeDataString(text);
}

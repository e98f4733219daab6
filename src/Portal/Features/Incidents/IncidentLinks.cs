using System.Globalization;
using Portal.Application.Catalog;
using Portal.Application.Incidents;

namespace Portal.Web.Features.Incidents;

/// <summary>Addresses of pages about incidents, and of what they lead to.</summary>
public static class IncidentLinks
{
    public static string Of(long id) => $"/incidents/{id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The page of an entity in trouble.</summary>
    public static string Page(string? reference) => EntityRef.TryParse(reference, out var parsed) ? $"/incident/{parsed.Kind}/{Part(parsed.Namespace)}/{Part(parsed.Name)}" : "/incidents";

    public static string Start(string reference) => $"/incidents/new?services={Uri.EscapeDataString(reference)}";

    /// <summary>Where the rollback of a workload is previewed.</summary>
    public static string Rollback(WayBack way) => $"{Workload(way.Cluster, way.Namespace, way.ObjectKind, way.Name)}/rollback";

    public static string Workload(string cluster, string @namespace, string kind, string name) => $"/clusters/{Part(cluster)}/{Part(@namespace)}/{Part(kind.ToLowerInvariant())}/{Part(name)}";

    /// <summary>Where more is said about a change.</summary>
    public static string? More(SeenChange change) => change switch
    {
        { Kind: ChangeKind.Catalog, Service: { } entity } => $"{EntityLinks.Url(entity)}?tab=history",
        { Kind: ChangeKind.Node, Cluster: { } cluster } => $"/clusters/{Part(cluster)}",
        { ReleaseId: { } id, Service: { } service } when EntityRef.TryParse(service, out var reference) => $"/deployments/{Part(reference.Namespace)}/{Part(reference.Name)}/releases/{id.ToString(CultureInfo.InvariantCulture)}",
        { Service: { } service } => $"/deployments/timeline?service={Uri.EscapeDataString(service)}",
        _ => null,
    };

    /// <summary>Where it can be undone; null where the portal cannot do that.</summary>
    public static string? Undo(SeenChange change) => change is { Cluster: { } cluster, Namespace: { } ns, ObjectKind: { } kind, Name: { } name }
        ? change.Kind switch
        {
            ChangeKind.Rollout when kind == "Deployment" => $"{Workload(cluster, ns, kind, name)}/rollback",
            ChangeKind.Scaling => $"{Workload(cluster, ns, kind, name)}/scale",
            ChangeKind.Held when kind == "Deployment" && change.Text.StartsWith("rollout paused", StringComparison.Ordinal) => $"{Workload(cluster, ns, kind, name)}/resume",
            _ => null,
        }
        : null;

    private static string Part(string text) => Uri.EscapeDataString(text);
}

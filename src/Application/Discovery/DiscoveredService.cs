namespace Portal.Application.Discovery;

/// <summary>A workload that nobody declares, read as the service it probably is.</summary>
/// <param name="From">namespace/kind/name of the workload.</param>
/// <param name="EntityName">A valid entity name that no declared component has.</param>
/// <param name="LooksLike">Full ref of a declared component that it probably belongs to: then no entity is made of it.</param>
/// <param name="Owner">Full ref of a group or user that exists; null when nothing tells.</param>
/// <param name="OwnerEvidence">Why that owner.</param>
/// <param name="System">Full ref of a system that exists, or null.</param>
/// <param name="Confidence">0 to 1: how sure it is that this is a service of the organisation.</param>
/// <param name="Evidence">What was weighed, in words.</param>
/// <param name="Repository">owner/name, or the name alone, as far as labels or the image tell.</param>
/// <param name="Selector">A label selector that selects this workload and none of another service, or null.</param>
public sealed record DiscoveredService(
    string From,
    string Namespace,
    string Kind,
    string Name,
    string EntityName,
    string? LooksLike,
    string? Owner,
    string? OwnerEvidence,
    string? System,
    string Type,
    string Lifecycle,
    double Confidence,
    IReadOnlyList<string> Evidence,
    string? Repository,
    string? Selector,
    IReadOnlyList<DiscoveredPlacement> Placements)
{
    /// <summary>What would be its file.</summary>
    public string Label => Catalog.Discovered.FilePrefix + From;
}

/// <summary>Where it runs.</summary>
public sealed record DiscoveredPlacement(string Cluster, string Environment, string Image);

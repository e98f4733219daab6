namespace Portal.Application.Catalog;

/// <summary>How an entity says that nobody declared it: it was made of a workload that runs in a cluster.</summary>
public static class Discovered
{
    /// <summary>Type of the location that discovered entities come from.</summary>
    public const string LocationType = "kubernetes";

    /// <summary>Begins the name of what would be the file of a discovered entity: kubernetes:{namespace}/{kind}/{name}.</summary>
    public const string FilePrefix = "kubernetes:";

    /// <summary>"true" on a discovered entity.</summary>
    public const string Mark = "portal.dev/discovered";

    /// <summary>The workload: namespace/kind/name.</summary>
    public const string From = "portal.dev/discovered-from";

    /// <summary>0 to 1 with two decimals: how sure it is that this is a service of the organisation.</summary>
    public const string Confidence = "portal.dev/discovery-confidence";

    /// <summary>What speaks for it, in words, one piece a line.</summary>
    public const string Evidence = "portal.dev/discovery-evidence";

    /// <summary>On a declared entity: the workload that belongs to it, namespace/kind/name. For workloads without a label of their own.</summary>
    public const string Workload = "portal.dev/kubernetes-workload";

    /// <summary>The tag by which lists and facets show discovered entities.</summary>
    public const string Tag = "discovered";

    /// <summary>Only what the discovery itself read counts: anybody may write the annotation into a descriptor.</summary>
    public static bool Is(CatalogEntity entity)
        => entity.Sources is [var source, ..] && source.Location.StartsWith(FilePrefix, StringComparison.Ordinal) && entity.Annotations.GetValueOrDefault(Mark) == "true";
}

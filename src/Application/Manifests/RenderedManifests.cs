using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Something in the manifests that the portal does not work out. What depends on it is not guessed.</summary>
/// <param name="What">The field or feature by its name: "components", "helmCharts".</param>
/// <param name="Words">What it means for the comparison.</param>
/// <param name="OnlyAdds">It may add objects, and changes none of the others.</param>
public sealed record UnsupportedPart(string What, GitPlace Place, string Words, bool OnlyAdds);

/// <summary>A mistake in the manifests, with the way out.</summary>
/// <param name="Column">From 1; 0 where it is not known.</param>
public sealed record ManifestMistake(GitPlace Place, int Column, string Message, string Fix)
{
    public override string ToString() => $"{(Column > 0 ? $"{Place}:{Column}" : Place.ToString())}: {Message} {Fix}";
}

/// <summary>Stops rendering: what comes out would be wrong.</summary>
internal sealed class ManifestException(ManifestMistake mistake) : Exception(mistake.ToString())
{
    public ManifestException(GitPlace place, string message, string fix)
        : this(new ManifestMistake(place, 0, message, fix))
    {
    }

    public ManifestMistake Mistake => mistake;
}

/// <summary>An object of the manifests while it is rendered.</summary>
internal sealed class ManifestObject(ManifestNode root)
{
    private static readonly HashSet<string> WithoutNamespace = new(StringComparer.Ordinal)
    {
        "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "StorageClass", "CustomResourceDefinition", "PriorityClass", "IngressClass", "RuntimeClass",
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "ClusterIssuer",
    };

    public ManifestNode Root { get; set; } = root;

    /// <summary>Names it had before prefixes and suffixes; patches may still use them.</summary>
    public List<string> FormerNames { get; } = [];

    public string ApiVersion => Root.TextOf("apiVersion") ?? "";

    public string Kind => Root.TextOf("kind") ?? "";

    public string Name => Root["metadata"]?.TextOf("name") ?? "";

    public string? Namespace => Root["metadata"]?.TextOf("namespace");

    public bool HasNamespace => !WithoutNamespace.Contains(Kind);

    /// <summary>The template of its pods; null for what makes none.</summary>
    public ManifestNode? Template => TemplateOf(Root, Kind);

    public static ManifestNode? TemplateOf(ManifestNode root, string kind) => kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" or "ReplicationController" => root.At("spec", "template"),
        "CronJob" => root.At("spec", "jobTemplate", "spec", "template"),
        _ => null,
    };

    public bool IsNamed(string name) => Name == name || FormerNames.Contains(name, StringComparer.Ordinal);
}

/// <summary>What came out of one path.</summary>
/// <param name="GeneratedNames">ConfigMaps and Secrets of generators, whose names get a hash in the cluster.</param>
/// <param name="Files">Every file that was read.</param>
internal sealed record RenderedObjects(List<ManifestObject> Objects, HashSet<string> GeneratedNames, List<UnsupportedPart> Unsupported, IReadOnlyList<string> Files);

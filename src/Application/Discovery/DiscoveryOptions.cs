namespace Portal.Application.Discovery;

/// <summary>What the discovery of services leaves out; part of the section Catalog.</summary>
public sealed class DiscoveryOptions
{
    /// <summary>Namespaces of the cluster itself and of what is installed into every cluster.</summary>
    public static IReadOnlyList<string> SystemNamespaces { get; } = ["kube-*", "*-system", "openshift*", "cert-manager", "ingress-nginx", "argocd", "local-path-storage"];

    /// <summary>Catalog:DiscoveryExcludedNamespaces: names, with * at one end; takes the place of <see cref="SystemNamespaces"/> where it is set.</summary>
    public IList<string> DiscoveryExcludedNamespaces { get; init; } = [];

    public bool Excludes(string @namespace)
        => (DiscoveryExcludedNamespaces.Count > 0 ? DiscoveryExcludedNamespaces.AsEnumerable() : SystemNamespaces).Any(mask => Fits(mask, @namespace));

    private static bool Fits(string mask, string text)
        => mask.StartsWith('*') ? text.EndsWith(mask[1..], StringComparison.Ordinal)
            : mask.EndsWith('*') ? text.StartsWith(mask[..^1], StringComparison.Ordinal) : mask == text;
}

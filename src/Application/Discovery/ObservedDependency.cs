namespace Portal.Application.Discovery;

/// <summary>That a service calls another entity, as its configuration in the clusters says.</summary>
/// <param name="Target">Full ref of the entity.</param>
/// <param name="Confidence">0 to 1; that of the strongest piece of evidence.</param>
/// <param name="Evidence">Where it was seen, in words, the strongest first.</param>
/// <param name="Clusters">Names of the clusters it was seen in.</param>
public sealed record ObservedDependency(string Target, double Confidence, IReadOnlyList<string> Evidence, IReadOnlyList<string> Clusters)
{
    /// <summary>Below this a sighting supports what is declared and proposes nothing.</summary>
    public const double Certain = 0.5;

    public bool IsWeak => Confidence < Certain;
}

/// <summary>A host that a service calls and that is no entity of the catalog.</summary>
/// <param name="Host">As configured.</param>
/// <param name="Evidence">Where it was seen.</param>
public sealed record UnknownHost(string Host, string Evidence);

/// <summary>What a service was seen to call, and how far that can be trusted to be all.</summary>
/// <param name="Service">Full ref.</param>
/// <param name="LiveClusters">Clusters that are heard now and run a workload of it.</param>
/// <param name="SilentClusters">Clusters that run a workload of it and are not heard now.</param>
/// <param name="Hidden">Sources of configuration that the portal does not read, in words: ConfigMaps by name, Secrets.</param>
public sealed record ServiceObservation(
    string Service,
    IReadOnlyList<ObservedDependency> Dependencies,
    IReadOnlyList<UnknownHost> UnknownHosts,
    IReadOnlyList<string> LiveClusters,
    IReadOnlyList<string> SilentClusters,
    IReadOnlyList<string> Hidden);

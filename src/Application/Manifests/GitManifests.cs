using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>A field that git sets.</summary>
/// <param name="Value">As it is compared; of an environment only the kind of its source, of a command only a hash.</param>
public sealed record GitField(string Value, GitPlace Place);

/// <summary>An object of the manifests, as far as it is compared.</summary>
/// <param name="Namespace">Null where the manifests leave it to whoever applies them.</param>
/// <param name="Fields">By path.</param>
/// <param name="NotHeld">What git sets and the portal does not keep of a cluster, by name.</param>
public sealed record GitObject(string Kind, string? Namespace, string Name, GitPlace Place, IReadOnlyDictionary<string, GitField> Fields, IReadOnlyList<string> NotHeld)
{
    /// <summary>HorizontalPodAutoscaler: what it scales, as "Deployment orders".</summary>
    public string? Scales { get; init; }
}

/// <summary>The manifests of one environment.</summary>
/// <param name="Path">File or folder they were rendered from; null when there are none.</param>
/// <param name="Problem">Why there is nothing to compare.</param>
/// <param name="OtherKinds">Kinds that the manifests hold and the portal does not compare.</param>
/// <param name="Generated">Names whose hash suffix in the cluster counts as no difference.</param>
/// <param name="ChangedAt">When the newest commit was made that touched the files.</param>
public sealed record GitManifests(
    string Environment,
    string? Path,
    string? Problem,
    IReadOnlyList<GitObject> Objects,
    IReadOnlyList<string> OtherKinds,
    IReadOnlySet<string> Generated,
    IReadOnlyList<UnsupportedPart> Unsupported,
    DateTimeOffset? ChangedAt)
{
    /// <summary>No field can be compared: what is not worked out may change any of them.</summary>
    public UnsupportedPart? Blocking => Unsupported.FirstOrDefault(u => !u.OnlyAdds);

    /// <summary>The annotation names other environments only.</summary>
    public bool IsLeftOut { get; init; }

    public static GitManifests None(string environment, string? path, string problem)
        => new(environment, path, problem, [], [], System.Collections.Immutable.ImmutableHashSet<string>.Empty, [], null);
}

/// <summary>All that git says about one service, as of one look at its repository.</summary>
/// <param name="Failure">Why the repository cannot be read; what was read before is kept beside it.</param>
/// <param name="LookedAt">When the repository was last asked.</param>
/// <param name="ReadAt">When it last answered; null when it never did.</param>
public sealed record ServiceManifests(
    string Service,
    string? Repository,
    string? Commit,
    DateTimeOffset LookedAt,
    DateTimeOffset? ReadAt,
    string? Failure,
    IReadOnlyDictionary<string, GitManifests> ByEnvironment)
{
    public Func<GitPlace, string?> PageOf { get; init; } = _ => null;

    /// <summary>What the reading depends on besides the commit: the annotation and the environments.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>First seven characters of the commit.</summary>
    public string? ShortCommit => Commit is { Length: > 7 } ? Commit[..7] : Commit;
}

namespace Portal.Application.Deployments;

/// <summary>Labels and annotations by which pipelines and installers say who rolled out what.</summary>
public static class ReleaseHints
{
    /// <summary>Why or by which command, as kubectl and many pipelines write it.</summary>
    public const string ChangeCause = "kubernetes.io/change-cause";

    /// <summary>Name who or what deployed, the most explicit first.</summary>
    public static IReadOnlyList<string> DeployerKeys { get; } = ["portal.dev/deployed-by", "app.kubernetes.io/deployed-by", "deployed-by", "app.kubernetes.io/managed-by"];

    /// <summary>Name the commit that was built.</summary>
    public static IReadOnlyList<string> CommitKeys { get; } =
        ["portal.dev/commit", "org.opencontainers.image.revision", "app.kubernetes.io/commit", "app.openshift.io/vcs-ref", "org.label-schema.vcs-ref", "git-commit", "commit"];

    /// <summary>Annotations worth keeping for them.</summary>
    public static IReadOnlyList<string> Annotations { get; } = [ChangeCause, .. DeployerKeys, .. CommitKeys];

    /// <summary>The first of the keys that any of the places has.</summary>
    public static string? First(IReadOnlyList<string> keys, params IReadOnlyDictionary<string, string>?[] places)
        => keys.SelectMany(key => places.Select(p => p?.GetValueOrDefault(key))).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
}

namespace Portal.Application.Deployments;

/// <summary>A cluster that somebody added over the page or the API. Those of the settings are not stored.</summary>
public sealed class RegisteredCluster
{
    public const int NameMaxLength = 63;
    public const int WordMaxLength = 63;
    public const int ContextMaxLength = 253;

    /// <summary>Kubeconfigs are a few kilobytes; certificates of a large organisation fit too.</summary>
    public const int KubeconfigMaxLength = 128 * 1024;

    public int Id { get; init; }

    /// <summary>Unique, in any case; part of URLs.</summary>
    public required string Name { get; init; }

    public required string Environment { get; init; }

    public string? Region { get; init; }

    /// <summary>Context in the kubeconfig; its current one where it is left out.</summary>
    public string? Context { get; init; }

    /// <summary>The kubeconfig, encrypted with the portal's keys.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Ref of who added it.</summary>
    public required string AddedBy { get; init; }

    public DateTimeOffset AddedAt { get; init; }
}

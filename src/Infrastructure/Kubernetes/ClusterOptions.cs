namespace Portal.Infrastructure.Kubernetes;

/// <summary>One entry of <c>Clusters:N</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Clusters";

    /// <summary>Unique; shown everywhere and part of URLs. Falls back to the context's name.</summary>
    public string? Name { get; set; }

    /// <summary>production, staging, ...</summary>
    public string Environment { get; set; } = "unknown";

    public string? Region { get; set; }

    /// <summary>Path of a kubeconfig file; KUBECONFIG or ~/.kube/config where it is left out.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Context in that file; its current one where it is left out.</summary>
    public string? Context { get; set; }

    /// <summary>The portal runs in this cluster and uses its pod's service account.</summary>
    public bool InCluster { get; set; }

    /// <summary>The kubeconfig itself, of a cluster that was added while the portal runs. Not a setting: it would stand there in clear.</summary>
    internal string? KubeconfigText { get; set; }

    /// <summary>Following the one is following the other.</summary>
    internal bool IsSame(ClusterOptions other)
        => (Name, Environment, Region, Kubeconfig, Context, InCluster, KubeconfigText) == (other.Name, other.Environment, other.Region, other.Kubeconfig, other.Context, other.InCluster, other.KubeconfigText);
}

/// <summary>Patience and pace of the watches; <c>Kubernetes:Watch</c>. The defaults suit any cluster.</summary>
public sealed class ClusterWatchOptions
{
    public const string Section = "Kubernetes:Watch";

    /// <summary>Objects per page of a list.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>How long changes are collected before pages see them together.</summary>
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the server is asked for a sign of life.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer's headers, or a heartbeat, may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A watch that says nothing for this long is given up. Servers send a bookmark about once a minute.</summary>
    public TimeSpan WatchSilence { get; set; } = TimeSpan.FromSeconds(150);

    /// <summary>How long the server is asked to keep one watch open.</summary>
    public TimeSpan WatchLength { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After refused credentials or an unusable kubeconfig: how long until it is read and tried again.</summary>
    public TimeSpan SetupRetry { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often settings and stored clusters are looked at for new and removed ones.</summary>
    public TimeSpan RosterLook { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a word the picture is called stale.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(30);
}

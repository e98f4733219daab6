namespace Portal.Application.Common;

/// <summary>In-process fan-out of "this topic changed". It carries no data, so readers re-read what they may see.</summary>
public interface ILiveFeed
{
    /// <summary>Tells every subscriber of the topic. Never blocks and never throws.</summary>
    void Publish(string topic);

    /// <summary>Topics as they change, until cancelled. What changes again before it was read is told once.</summary>
    IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct);
}

/// <summary>Names of the topics that <c>/api/v1/events?topic=</c> takes.</summary>
public static class Topics
{
    public const string Catalog = "catalog";
    public const string Deployments = "deployments";
    public const string Runs = "runs";

    /// <summary>State of any cluster: live, stale, unreachable.</summary>
    public const string Clusters = "clusters";

    /// <summary>The list of incidents, and actions after them.</summary>
    public const string Incidents = "incidents";

    public static string Incident(long id) => $"incident:{id}";

    public static string Service(string @namespace, string name) => $"service:{@namespace}/{name}";

    public static string Cluster(string name) => $"cluster:{name}";

    public static string Run(string id) => $"run:{id}";
}

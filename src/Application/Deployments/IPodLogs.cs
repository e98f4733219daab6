using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>A container of a pod in one cluster.</summary>
public readonly record struct ContainerAddress(string Cluster, string Namespace, string Pod, string Container);

/// <summary>Reads what containers have written, from the cluster and at the moment of the question. Nothing is kept here.</summary>
public interface IPodLogs
{
    /// <param name="previous">The log of the container's last run, before its restart.</param>
    /// <param name="lines">At most this many of the newest lines; the text is cut at 256 KiB.</param>
    /// <returns>The lines, or why they cannot be read: the pod is gone, the portal may not, the cluster does not answer.</returns>
    Task<Result<IReadOnlyList<string>>> TailAsync(ContainerAddress container, bool previous, int lines, CancellationToken ct);

    /// <summary>The newest lines and then every new one, until the container ends or the caller leaves.</summary>
    /// <returns>The stream, or why it cannot be opened.</returns>
    Task<Result<IAsyncEnumerable<string>>> FollowAsync(ContainerAddress container, int lines, CancellationToken ct);
}

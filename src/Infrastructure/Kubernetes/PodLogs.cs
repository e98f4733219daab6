using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Reads logs by the API that <c>kubectl logs</c> uses.</summary>
internal sealed class PodLogs(ClusterRequests requests, ClusterWatchOptions options, TimeProvider clock) : IPodLogs
{
    private const int TailBytes = 256 * 1024;

    // The server's own limit cuts the newest lines off, so the tail is cut here; what a container writes meanwhile must end somewhere too.
    private const int MostRead = 16 * 1024 * 1024;

    public async Task<Result<IReadOnlyList<string>>> TailAsync(ContainerAddress container, bool previous, int lines, CancellationToken ct)
    {
        var read = await requests.AskAsync(Question(container), HttpMethod.Get, PathOf(container, previous, lines, follow: false), null, (body, token) => TailOfAsync(body, token), ct);
        return read.Match(found => Result<IReadOnlyList<string>>.Of(found), failure => Result<IReadOnlyList<string>>.Fail(Explained(container, failure)));
    }

    public async Task<Result<IAsyncEnumerable<string>>> FollowAsync(ContainerAddress container, int lines, CancellationToken ct)
    {
        using var patience = new PatienceSource(options.RequestTimeout, clock, ct);
        var opened = await requests.OpenAsync(Question(container), HttpMethod.Get, PathOf(container, previous: false, lines, follow: true), null, patience.Token, ct);
        return opened.Match(answer => Result<IAsyncEnumerable<string>>.Of(LinesAsync(answer, ct)), failure => Result<IAsyncEnumerable<string>>.Fail(Explained(container, failure)));
    }

    private static ClusterQuestion Question(ContainerAddress container) => new(container.Cluster, "get", "pods/log", "rbac-logs.yaml")
    {
        Missing = new NotFound(PodErrors.GoneCode, $"{container.Cluster} has no pod {container.Namespace}/{container.Pod} any more, so its log is gone too."),
    };

    private static string PathOf(ContainerAddress container, bool previous, int lines, bool follow)
        => string.Create(CultureInfo.InvariantCulture, $"api/v1/namespaces/{Uri.EscapeDataString(container.Namespace)}/pods/{Uri.EscapeDataString(container.Pod)}/log?container={Uri.EscapeDataString(container.Container)}&tailLines={lines}{(previous ? "&previous=true" : "")}{(follow ? "&follow=true" : "")}");

    // 400 is how the server says that there is no log yet, or none of an earlier run.
    private static Failure Explained(ContainerAddress container, Failure failure)
        => failure is Rejected rejected ? new Conflict("deployments.log_unavailable", $"There is no log to read of {container.Container}. {rejected.Message}") : failure;

    private static async Task<IReadOnlyList<string>> TailOfAsync(Stream body, CancellationToken ct)
    {
        Queue<string> lines = new();
        var (held, read) = (0, 0L);
        using BoundedLines reader = new(body);
        while (read < MostRead && await reader.NextAsync(ct) is { } line)
        {
            var size = Encoding.UTF8.GetByteCount(line) + 1;
            lines.Enqueue(line);
            (held, read) = (held + size, read + size);
            while (held > TailBytes && lines.Count > 1)
            {
                held -= Encoding.UTF8.GetByteCount(lines.Dequeue()) + 1;
            }
        }

        return [.. lines];
    }

    private static async IAsyncEnumerable<string> LinesAsync(OpenAnswer answer, [EnumeratorCancellation] CancellationToken ct)
    {
        using (answer)
        {
            await using var body = await answer.Response.Content.ReadAsStreamAsync(ct);
            using BoundedLines reader = new(body);
            while (await NextAsync(reader, ct) is { } line)
            {
                yield return line;
            }
        }
    }

    /// <returns>Null at the end, also at one that came because the connection broke: whoever follows may open it again.</returns>
    private static async Task<string?> NextAsync(BoundedLines reader, CancellationToken ct)
    {
        try
        {
            return await reader.NextAsync(ct);
        }
        catch (Exception ex) when (ex is IOException or HttpRequestException)
        {
            return null;
        }
    }
}

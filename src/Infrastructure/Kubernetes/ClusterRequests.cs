using System.Net;
using System.Text.Json;
using k8s.Exceptions;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>What is asked of a cluster, for the words of its failures.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="Verb">As RBAC rules spell it: get, list, patch.</param>
/// <param name="Resource">As RBAC rules spell it: deployments/scale.</param>
/// <param name="Manifest">The file that gives the right.</param>
internal sealed record ClusterQuestion(string Cluster, string Verb, string Resource, string Manifest)
{
    /// <summary>What is missing when the answer is 404; null for an answer that is made from the server's words.</summary>
    public Failure? Missing { get; init; }

    /// <summary>A change: when the answer is lost, it may have happened.</summary>
    public bool IsChange { get; init; }
}

/// <summary>Sends single requests to clusters and turns every way in which they fail into a failure with words.</summary>
internal sealed class ClusterRequests(ClusterConnections connections, ClusterWatchOptions options, TimeProvider clock)
{
    private const int Tries = 2;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="content">Makes the body anew for each try.</param>
    public async Task<Result<T>> AskAsync<T>(ClusterQuestion question, HttpMethod method, string path, Func<HttpContent>? content, Func<Stream, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        using var patience = new PatienceSource(options.RequestTimeout, clock, ct);
        var opened = await OpenAsync(question, method, path, content, patience.Token, ct);
        if (opened.Failure is { } failure)
        {
            return failure;
        }

        using var answer = opened.Value;
        try
        {
            await using var body = await answer.Response.Content.ReadAsStreamAsync(patience.Token);
            return await read(body, patience.Token);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested && ex is OperationCanceledException or IOException or HttpRequestException or JsonException)
        {
            return Lost(question, ClusterFault.Of(ex, answer.Connection, $"{question.Verb} {question.Resource}"));
        }
    }

    /// <summary>Sends a request and gives the open answer, whose body the caller reads for as long as it comes.</summary>
    public async Task<Result<OpenAnswer>> OpenAsync(ClusterQuestion question, HttpMethod method, string path, Func<HttpContent>? content, CancellationToken limit, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            ClusterConnections.Lease? lease;
            try
            {
                lease = connections.Rent(question.Cluster);
            }
            catch (ClusterSetupException ex)
            {
                return OperationErrors.Unreachable(question.Cluster, ex.Message);
            }

            if (lease is null)
            {
                return OperationErrors.Unreachable(question.Cluster, "It is not followed by this portal.");
            }

            HttpResponseMessage? response = null;
            var kept = false;
            try
            {
                response = await lease.Connection.SendAsync(method, path, content?.Invoke(), limit);
                if (response.IsSuccessStatusCode)
                {
                    kept = true;
                    return new OpenAnswer(lease, response);
                }

                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    // Nothing was done; somebody may have renewed the credentials in the kubeconfig.
                    lease.Refused();
                    if (tries < Tries)
                    {
                        continue;
                    }
                }

                return await FailureOfAsync(question, response, lease.Connection, limit);
            }
            catch (Exception ex) when (!ct.IsCancellationRequested && ex is OperationCanceledException or IOException or HttpRequestException)
            {
                var fault = ClusterFault.Of(ex, lease.Connection, $"{question.Verb} {question.Resource}");
                return NeverSent(ex) ? OperationErrors.Unreachable(question.Cluster, fault.Message) : Lost(question, fault);
            }
            catch (KubeConfigException ex)
            {
                return OperationErrors.Unreachable(question.Cluster, $"Its credentials could not be had: {ex.Message}");
            }
            finally
            {
                if (!kept)
                {
                    response?.Dispose();
                    lease.Dispose();
                }
            }
        }
    }

    private static bool NeverSent(Exception ex)
        => ex is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };

    private static Unavailable Lost(ClusterQuestion question, ClusterFault fault)
        => question.IsChange ? OperationErrors.NoAnswer(question.Cluster, fault.Message.TrimEnd('.')) : OperationErrors.NotReadable(question.Cluster, fault.Message);

    private async Task<Failure> FailureOfAsync(ClusterQuestion question, HttpResponseMessage response, ClusterConnection connection, CancellationToken ct)
    {
        var (status, words) = ((int)response.StatusCode, await WordsAsync(response, ct));
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => OperationErrors.Unreachable(question.Cluster, (await ClusterFault.OfAsync(response, connection, question.Resource, clock.GetUtcNow(), ct)).Message),
            HttpStatusCode.Forbidden => OperationErrors.PortalMayNot(question.Cluster, question.Verb, question.Resource, question.Manifest, words),
            HttpStatusCode.NotFound when question.Missing is { } missing => missing,
            HttpStatusCode.NotFound => new NotFound("deployments.not_served", $"{question.Cluster} has no such thing: {words ?? "404"}"),
            HttpStatusCode.Conflict => new Conflict(OperationErrors.ChangedCode, $"{question.Cluster} says that it was changed meanwhile: {words}"),
            HttpStatusCode.TooManyRequests => new Unavailable("deployments.cluster_busy", $"{question.Cluster} is too busy and did nothing: {words ?? "429"} Try again in a moment."),
            >= HttpStatusCode.InternalServerError when question.IsChange => OperationErrors.NoAnswer(question.Cluster, $"{status}: {words ?? "without words"}".TrimEnd('.')),
            >= HttpStatusCode.InternalServerError => OperationErrors.NotReadable(question.Cluster, $"It answers {status}: {words ?? "without words"}"),
            _ => OperationErrors.ServerRefuses(question.Cluster, status, words ?? "without words"),
        };
    }

    private static async Task<string?> WordsAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(1024 * 1024, ct); // read twice for some answers
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            return JsonSerializer.Deserialize(body, KubernetesJson.Default.KubeStatus)?.Message;
        }
        catch (Exception ex) when (ex is JsonException or HttpRequestException or IOException)
        {
            return null; // a proxy in between answers with something else; the code says enough
        }
    }
}

/// <summary>An answer whose body is still to be read, with the connection it comes over.</summary>
internal sealed class OpenAnswer(ClusterConnections.Lease lease, HttpResponseMessage response) : IDisposable
{
    public HttpResponseMessage Response => response;

    public ClusterConnection Connection => lease.Connection;

    public void Dispose()
    {
        response.Dispose();
        lease.Dispose();
    }
}

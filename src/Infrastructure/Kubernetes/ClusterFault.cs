using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>What a failed exchange means for the cluster.</summary>
internal enum FaultKind
{
    /// <summary>No answer, or none that can be trusted: the cluster is unreachable.</summary>
    Unreachable,

    /// <summary>The server answers, but not what was asked: try this kind again.</summary>
    Broken,

    /// <summary>The portal may not read this kind.</summary>
    Refused,

    /// <summary>The server has no such kind, or not in this API version.</summary>
    Unserved,

    /// <summary>The resource version is too old: list again.</summary>
    Expired,
}

/// <summary>An exchange with the server that failed, in words.</summary>
internal sealed class ClusterFault(FaultKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public FaultKind Kind => kind;

    /// <param name="slowIsUnreachable">For the heartbeat: no answer in time means the cluster is gone. A slow list only concerns its kind.</param>
    public static ClusterFault Of(Exception exception, ClusterConnection connection, string what, bool slowIsUnreachable = false) => exception switch
    {
        ClusterFault fault => fault,
        HttpRequestException { InnerException: AuthenticationException tls } => new(FaultKind.Unreachable,
            $"TLS with {connection.BaseUri.Authority} fails: {tls.Message} Check certificate-authority and the server's name in the kubeconfig.", exception),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain } } => new(FaultKind.Unreachable,
            $"The name {connection.BaseUri.Host} is not known. Check the server address in the kubeconfig, and DNS.", exception),
        HttpRequestException { InnerException: SocketException socket } => new(FaultKind.Unreachable,
            $"{connection.BaseUri.Authority} does not accept connections ({socket.Message}). The API server is down, or a firewall is in between.", exception),
        OperationCanceledException or TimeoutException => new(slowIsUnreachable ? FaultKind.Unreachable : FaultKind.Broken, $"{connection.BaseUri.Authority} does not answer in time ({what}). The API server is overloaded or the network is cut.", exception),
        JsonException => new(FaultKind.Broken, $"The answer to {what} is not what a Kubernetes API sends: {exception.Message}", exception),
        HttpRequestException or IOException => new(FaultKind.Broken, $"The connection broke during {what}: {exception.Message}", exception),
        _ => new(FaultKind.Broken, $"{what} failed: {exception.Message}", exception),
    };

    public static async Task<ClusterFault> OfAsync(HttpResponseMessage response, ClusterConnection connection, string what, DateTimeOffset now, CancellationToken ct)
    {
        var status = await StatusAsync(response, ct);
        var said = status?.Message is { Length: > 0 } message ? $": {message}" : ".";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new(FaultKind.Unreachable, Unauthorized(connection, now)),
            HttpStatusCode.Forbidden => new(FaultKind.Refused, $"The portal may not {what}{said}"),
            HttpStatusCode.NotFound => new(FaultKind.Unserved, $"The cluster does not serve {what}{said}"),
            HttpStatusCode.Gone => new(FaultKind.Expired, $"The resource version of {what} is too old{said}"),
            _ => new(FaultKind.Broken, $"The server answers {(int)response.StatusCode} to {what}{said}"),
        };
    }

    private static string Unauthorized(ClusterConnection connection, DateTimeOffset now)
        => connection.TokenExpiry() is { } expiry && expiry < now
            ? $"The token for {connection.BaseUri.Authority} expired at {expiry.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Put a new one into the kubeconfig."
            : $"{connection.BaseUri.Authority} does not accept the portal's credentials (401): the token or certificate is wrong or has expired. Renew it in the kubeconfig.";

    private static async Task<KubeStatus?> StatusAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.KubeStatus, ct);
        }
        catch (Exception ex) when (ex is JsonException or HttpRequestException or IOException)
        {
            return null; // a proxy in between answers with something else; the code says enough
        }
    }
}

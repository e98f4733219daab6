using System.Net;
using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Authentication;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The configuration of a cluster cannot be used; the message says what and how to fix it.</summary>
public sealed class ClusterSetupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One API server: KubernetesClient gives configuration, authentication and transport, the requests are ours.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private readonly k8s.Kubernetes _client;
    private readonly string? _tlsServerName;
    private readonly string? _token;

    private ClusterConnection(k8s.Kubernetes client, KubernetesClientConfiguration configuration)
        => (_client, _tlsServerName, _token) = (client, configuration.TlsServerName, configuration.AccessToken);

    public Uri BaseUri => _client.BaseUri;

    /// <exception cref="ClusterSetupException">The kubeconfig is missing, does not parse, or lacks what it names.</exception>
    public static ClusterConnection Open(ClusterOptions options)
    {
        try
        {
            var configuration = options.InCluster ? KubernetesClientConfiguration.InClusterConfig() : FromFile(options);
            configuration.UserAgent = "portal";
            return new(new k8s.Kubernetes(configuration), configuration);
        }
        catch (KubeConfigException ex)
        {
            throw new ClusterSetupException(options.InCluster
                ? $"InCluster is set, but this process has no service account: {ex.Message} Run the portal in the cluster, or set Kubeconfig."
                : $"{Where(options)}: {ex.Message.TrimEnd('.')}. Correct the file, or Kubeconfig and Context of the cluster's settings.", ex);
        }
        catch (YamlException ex)
        {
            throw new ClusterSetupException($"{Where(options)} is no valid YAML at line {ex.Start.Line}, column {ex.Start.Column}: {ex.InnerException?.Message ?? ex.Message}", ex);
        }
        catch (Exception ex) when (ex is CryptographicException or FormatException)
        {
            throw new ClusterSetupException($"{Where(options)}: a certificate or key cannot be read: {ex.Message} It must be PEM, base64-encoded in the *-data fields.", ex);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new ClusterSetupException($"{Where(options)} cannot be read: {ex.Message}", ex);
        }
    }

    /// <summary>Sends a GET and returns when the headers are there; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(string relative, CancellationToken ct) => SendAsync(HttpMethod.Get, relative, null, ct);

    /// <summary>Sends a request and returns when the headers are there; the caller disposes the answer.</summary>
    /// <param name="content">Sent as it is and disposed of with the request.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string relative, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(_client.BaseUri, relative)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        if (_client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, ct);
        }

        if (!string.IsNullOrWhiteSpace(_tlsServerName))
        {
            request.Headers.Host = _tlsServerName;
        }

        return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>When the bearer token says itself that it expires, or null.</summary>
    public DateTimeOffset? TokenExpiry()
    {
        if (_token is null || _token.Split('.') is not [_, var payload, _])
        {
            return null;
        }

        try
        {
            var json = System.Text.Json.JsonDocument.Parse(Convert.FromBase64String(payload.Replace('-', '+').Replace('_', '/').PadRight((payload.Length + 3) / 4 * 4, '=')));
            return json.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception ex) when (ex is FormatException or System.Text.Json.JsonException or ArgumentOutOfRangeException)
        {
            return null; // an opaque token says nothing about itself
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The file that the configuration is read from; null where it is none.</summary>
    public static string? FileOf(ClusterOptions options) => options.InCluster || options.KubeconfigText is not null ? null : PathOf(options);

    private static string PathOf(ClusterOptions options)
        => options.Kubeconfig is { Length: > 0 } path ? path : FirstOfVariable() ?? KubernetesClientConfiguration.KubeConfigDefaultLocation;

    private static string? FirstOfVariable()
        => Environment.GetEnvironmentVariable("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : null;

    private static string Where(ClusterOptions options)
        => $"{(options.KubeconfigText is null ? $"Kubeconfig {PathOf(options)}" : "The pasted kubeconfig")}{(options.Context is { Length: > 0 } context ? $", context {context}" : "")}";

    private static KubernetesClientConfiguration FromFile(ClusterOptions options)
    {
        var path = options.KubeconfigText is null ? PathOf(options) : null;
        var file = path is null ? KubernetesClientConfiguration.LoadKubeConfig(new MemoryStream(Encoding.UTF8.GetBytes(options.KubeconfigText!))) : KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(path));
        var context = options.Context is { Length: > 0 } ? options.Context : null;
        var extras = Extras.Read(path is null ? options.KubeconfigText! : File.ReadAllText(path), context ?? file.CurrentContext);
        var user = file.Users?.FirstOrDefault(u => u.Name == extras.User)?.UserCredentials;

        // The library does not know tokenFile and proxy-url; both are common in kubeconfigs made by cloud tools.
        if (extras.TokenFile is not null && user is { Token: null or "" })
        {
            user.Token = "replaced-by-token-file";
        }

        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context);
        if (extras.TokenFile is { } tokenFile)
        {
            configuration.AccessToken = null;
            configuration.TokenProvider = new TokenFileAuth(path is null ? tokenFile : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, tokenFile));
        }

        if (extras.ProxyUrl is { } proxy)
        {
            configuration.FirstMessageHandlerSetup = handler => (handler.Proxy, handler.UseProxy) = (new WebProxy(proxy), true);
        }

        return configuration;
    }

    /// <summary>The two fields of a kubeconfig that KubernetesClient leaves out.</summary>
    private sealed record Extras(string? User, string? TokenFile, string? ProxyUrl)
    {
        public static Extras Read(string kubeconfig, string? context)
        {
            var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(kubeconfig) ?? [];
            var chosen = Body(root, "contexts", context, "context");
            return new(Text(chosen, "user"), Text(Body(root, "users", Text(chosen, "user"), "user"), "tokenFile"), Text(Body(root, "clusters", Text(chosen, "cluster"), "cluster"), "proxy-url"));
        }

        private static Dictionary<object, object?>? Body(Dictionary<string, object?> root, string list, string? name, string body)
            => (root.GetValueOrDefault(list) as List<object?>)?.OfType<Dictionary<object, object?>>().FirstOrDefault(i => string.Equals(Text(i, "name"), name, StringComparison.OrdinalIgnoreCase))?.GetValueOrDefault(body) as Dictionary<object, object?>;

        private static string? Text(Dictionary<object, object?>? map, string key) => map?.GetValueOrDefault(key) as string is { Length: > 0 } text ? text : null;
    }
}

using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;

namespace Portal.Infrastructure.GitHub;

/// <summary>Makes clients of the configured server. One handler for all: connections are pooled.</summary>
internal sealed class GitHubClients(IOptionsMonitor<GitHubOptions> options) : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(10), AllowAutoRedirect = false };

    public GitHubOptions Options => options.CurrentValue;

    public IGitHubClient Create()
    {
        var settings = options.CurrentValue;
        var http = new HttpClientAdapter(() => new Shared(_handler));
        return new GitHubClient(new Connection(new ProductHeaderValue("portal"), settings.ApiAddress, new InMemoryCredentialStore(new Credentials(settings.Token)), http, new SimpleJsonSerializer()));
    }

    public void Dispose() => _handler.Dispose();

    /// <summary>Octokit disposes the handler it is given; the pool behind it must live on.</summary>
    private sealed class Shared(HttpMessageHandler pool) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _pool = new(pool, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _pool.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _pool.Dispose();
            base.Dispose(disposing);
        }
    }
}

using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;

namespace Portal.Infrastructure.GitHub;

/// <summary>Makes clients of the configured server. One handler for all: connections are pooled.</summary>
internal sealed class GitHubClients : IDisposable
{
    private readonly IOptionsMonitor<GitHubOptions> _options;
    private readonly FileStore? _store;
    private readonly SocketsHttpHandler _handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(10), AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All };
    private readonly AppCredentials _app;

    /// <param name="store">Where the catalog's clients keep what they can ask conditionally; null: nowhere.</param>
    public GitHubClients(IOptionsMonitor<GitHubOptions> options, TimeProvider? clock = null, FileStore? store = null, RateBudget? budget = null)
    {
        (_options, _store) = (options, store);
        var time = clock ?? TimeProvider.System;
        Budget = budget ?? new RateBudget(options, time);
        _app = new(() => options.CurrentValue.App, Plain, time);
    }

    public GitHubOptions Options => _options.CurrentValue;

    /// <summary>What is left of the limit that all clients share.</summary>
    public RateBudget Budget { get; }

    /// <summary>For creating services: no budget but GitHub's own.</summary>
    /// <param name="token">Used instead of the portal's own credentials.</param>
    public IGitHubClient Create(string? token = null)
        => string.IsNullOrEmpty(token) ? Make(Credentials(), new BudgetWatch(new Shared(_handler), Budget, Options.RequestTimeout)) : Plain(new Credentials(token));

    /// <summary>For reading into the catalog: conditional requests, within the budget.</summary>
    public IGitHubClient CreateForCatalog()
    {
        var settings = Options;
        var client = Make(Credentials(), new CatalogGate(new Shared(_handler), Budget, settings.ApiAddress, settings.RequestTimeout));
        if (_store is not null)
        {
            client.Connection.ResponseCache = new ConditionalAnswers(_store);
        }

        return client;
    }

    public void Dispose()
    {
        _app.Dispose();
        _handler.Dispose();
    }

    private ICredentialStore Credentials() => Options is { Token.Length: > 0 } settings ? new InMemoryCredentialStore(new Credentials(settings.Token)) : _app;

    private GitHubClient Plain(Credentials credentials) => Make(new InMemoryCredentialStore(credentials), new Shared(_handler));

    private GitHubClient Make(ICredentialStore credentials, HttpMessageHandler handler)
    {
        var http = new HttpClientAdapter(() => handler);
        return new GitHubClient(new Connection(new ProductHeaderValue("portal"), Options.ApiAddress, credentials, http, new SimpleJsonSerializer()));
    }

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

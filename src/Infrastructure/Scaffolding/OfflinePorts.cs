using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Stands for the catalog where there is no server: empty, and nothing can be registered.</summary>
internal sealed class OfflineCatalog : ICatalog, IScaffoldCatalog
{
    private static readonly Unavailable None = new("template.offline", "There is no catalog without a server.");

    public CatalogGraph Current => CatalogGraph.Empty;

    public Task<Result<CatalogRegistration>> RegisterAsync(string location, string? descriptor, CancellationToken ct) => Task.FromResult<Result<CatalogRegistration>>(None);

    public bool Knows(string location) => false;

    public Task<Result<Done>> UnregisterAsync(string location, CancellationToken ct) => Task.FromResult<Result<Done>>(None);
}

/// <summary>Nobody listens where there is no server.</summary>
internal sealed class OfflineFeed : ILiveFeed
{
    public void Publish(string topic)
    {
    }

    public async IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        yield break;
    }
}

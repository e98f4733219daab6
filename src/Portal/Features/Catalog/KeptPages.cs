using System.Collections.Concurrent;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Catalog;

/// <summary>
/// The list's HTML by address, for everybody: it holds nothing that depends on who looks. It counts as long as the snapshot is the same and the services on it
/// have the versions and states that it shows. When all of it takes too much memory, all is dropped.
/// </summary>
public sealed class KeptPages
{
    private const long MaxCharacters = 8 * 1024 * 1024;

    private Shelf _shelf = new(CatalogGraph.Empty);

    public KeptPage? Find(CatalogGraph graph, string address)
        => Volatile.Read(ref _shelf) is var shelf && ReferenceEquals(shelf.Graph, graph) ? shelf.Pages.GetValueOrDefault(address) : null;

    public void Keep(CatalogGraph graph, string address, KeptPage page)
    {
        var shelf = Volatile.Read(ref _shelf);
        if (!ReferenceEquals(shelf.Graph, graph) || shelf.Characters > MaxCharacters)
        {
            shelf = new(graph);
            Volatile.Write(ref _shelf, shelf);
        }

        shelf.Pages[address] = page;
        Interlocked.Add(ref shelf.Characters, page.Html.Length + address.Length);
    }

    private sealed class Shelf(CatalogGraph graph)
    {
        public long Characters;

        public CatalogGraph Graph => graph;

        public ConcurrentDictionary<string, KeptPage> Pages { get; } = new(StringComparer.Ordinal);
    }
}

/// <param name="Html">Tabs, field, facets and rows.</param>
/// <param name="Services">Refs of the components on it.</param>
/// <param name="States">What it shows of them; null when the reader may not know.</param>
public sealed record KeptPage(string Html, IReadOnlyList<string> Services, ServiceStates? States)
{
    /// <summary>Whether it still says what is so.</summary>
    public bool Says(ServiceStates? now)
        => States is null ? now is null : now is not null && now.HasClusters == States.HasClusters && now.Items.SequenceEqual(States.Items);
}

using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.OnCall;

namespace Portal.Testing;

/// <summary>On-call over a catalog alone: rotas from descriptors, no database.</summary>
public static class OnCallFixture
{
    public static OnCallDirectory Directory(CatalogGraph graph, TimeProvider? clock = null)
        => new(new Fixed(graph), new OnCallStore(new NoDatabase(), clock ?? new TestClock()), clock ?? new TestClock());

    private sealed class Fixed(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }

    private sealed class NoDatabase : IPortalDbFactory
    {
        public IPortalDb Create() => throw new InvalidOperationException("These tests have no database.");
    }
}

using System.Buffers;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>
/// The JSON of entities as lists show them, made once per snapshot and copied. A look that confirms an entity moves its lastSeenAt without a new snapshot;
/// the JSON is then made anew. What it may take in memory is bounded: when it is full, all is dropped, and what is asked for comes back.
/// </summary>
public sealed class EntityFragments(ApiJson json)
{
    private const long MaxBytes = 24 * 1024 * 1024;
    private const int Overhead = 64;

    private Shelf _shelf = new(CatalogGraph.Empty);

    /// <summary>Writes the entity at a place of the snapshot's order.</summary>
    public void Write(DirectView view, int position, IBufferWriter<byte> into)
    {
        var shelf = Volatile.Read(ref _shelf);
        if (!ReferenceEquals(shelf.Graph, view.Graph) || Interlocked.Read(ref shelf.Bytes) > MaxBytes)
        {
            shelf = new(view.Graph);
            Volatile.Write(ref _shelf, shelf);
        }

        into.Write(Current(shelf, view, position));
    }

    private byte[] Current(Shelf shelf, DirectView view, int position)
    {
        var entity = view.Graph.Entities[position];
        var known = Volatile.Read(ref shelf.Items[position]);
        if (known is not null)
        {
            if (known.Version == view.Times.Version)
            {
                return known.Json;
            }

            if (SeenAt(entity, view.Times) == known.SeenAt)
            {
                known.Version = view.Times.Version;
                return known.Json;
            }
        }

        var fresh = new Item(json.Bytes(EntityView.Of(entity, view.Graph, view.Times.Locations)), SeenAt(entity, view.Times)) { Version = view.Times.Version };
        Volatile.Write(ref shelf.Items[position], fresh);
        Interlocked.Add(ref shelf.Bytes, fresh.Json.Length + Overhead);
        return fresh.Json;
    }

    // Changes whenever one of its sources was read again.
    private static long SeenAt(CatalogEntity entity, LocationTimes times)
    {
        var sum = 0L;
        foreach (var source in entity.Sources)
        {
            sum = (sum * 31) + (times.LastSuccessOf(source.LocationId)?.UtcTicks ?? 0);
        }

        return sum;
    }

    private sealed class Shelf(CatalogGraph graph)
    {
        public readonly Item?[] Items = new Item?[graph.Entities.Count];
        public long Bytes;

        public CatalogGraph Graph => graph;
    }

    private sealed class Item(byte[] json, long seenAt)
    {
        public byte[] Json => json;

        public long SeenAt => seenAt;

        /// <summary>The last state of the sources for which this was found to hold.</summary>
        public long Version { get; set; }
    }
}

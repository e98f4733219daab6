using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Keeps one list of statuses until a look ends, the list of sources changes, or the snapshot is swapped.</summary>
internal sealed class LocationTimesOfIngest : ILocationTimes
{
    private readonly CatalogIngest _ingest;
    private readonly ICatalog _catalog;
    private long _changes;
    private Kept? _kept;

    public LocationTimesOfIngest(CatalogIngest ingest, ICatalog catalog)
    {
        (_ingest, _catalog) = (ingest, catalog);
        ingest.Looked += (_, _) => Interlocked.Increment(ref _changes);
        ingest.ListChanged += (_, _) => Interlocked.Increment(ref _changes);
    }

    public LocationTimes Current
    {
        get
        {
            var (changes, generation) = (Interlocked.Read(ref _changes), _catalog.Current.Generation);
            if (Volatile.Read(ref _kept) is { } kept && kept.Changes == changes && kept.Generation == generation)
            {
                return kept.Times;
            }

            // Counted before reading: what ends meanwhile is read again by the next reader.
            var fresh = new Kept(changes, generation, new(changes, _ingest.Locations));
            Volatile.Write(ref _kept, fresh);
            return fresh.Times;
        }
    }

    private sealed record Kept(long Changes, long Generation, LocationTimes Times);
}

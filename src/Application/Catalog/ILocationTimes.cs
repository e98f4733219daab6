namespace Portal.Application.Catalog;

/// <summary>When each source was last read, for reads that must not build the list of sources anew each time.</summary>
public interface ILocationTimes
{
    /// <summary>As of the last look that ended; the same object until another one ends.</summary>
    LocationTimes Current { get; }
}

/// <summary>The sources at one moment.</summary>
/// <param name="Version">Differs whenever the statuses may differ.</param>
/// <param name="Locations">The sources in their order.</param>
public sealed record LocationTimes(long Version, IReadOnlyList<LocationStatus> Locations)
{
    private readonly Dictionary<string, DateTimeOffset?> _successes = Locations.ToDictionary(l => l.Id, l => l.LastSuccessAt, StringComparer.Ordinal);

    /// <summary>When a source was last read completely; null: never, or it is not known.</summary>
    public DateTimeOffset? LastSuccessOf(string? locationId) => locationId is null ? null : _successes.GetValueOrDefault(locationId);
}

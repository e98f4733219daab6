namespace Portal.Application.Catalog;

/// <summary>A name that is kept out of the catalog although a source holds it: the service behind it was decommissioned.</summary>
public sealed class CatalogRetirement
{
    public long Id { get; init; }

    /// <summary>Full ref of the entity.</summary>
    public required string Ref { get; init; }

    /// <summary>Ref of who decided.</summary>
    public required string By { get; init; }

    public DateTimeOffset At { get; init; }
}

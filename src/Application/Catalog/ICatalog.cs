namespace Portal.Application.Catalog;

/// <summary>The catalog as pages and API read it: no database behind a read.</summary>
public interface ICatalog
{
    CatalogGraph Current { get; }
}

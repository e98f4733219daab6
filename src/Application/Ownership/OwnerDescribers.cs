using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>Makes describers of the state as it is now.</summary>
internal sealed class OwnerDescribers(ICatalog catalog, IDeploymentPictures pictures, OnCallDirectory onCall)
{
    public OwnerDescriber Now() => Over(catalog.Current);

    /// <summary>Over a graph that the caller reads as well, so that both see one state.</summary>
    public OwnerDescriber Over(CatalogGraph graph) => new(graph, pictures, onCall);
}

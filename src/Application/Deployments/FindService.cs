using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Is there such a service, in the catalog or in a cluster? For answers that hold nothing: of a misspelt name nothing must not be said as if it were a fact.</summary>
public sealed record FindService(string Namespace, string Name) : IQuery<Done>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

internal sealed class FindServiceHandler(ICatalog catalog, IDeploymentPictures pictures) : IQueryHandler<FindService, Done>
{
    public Task<Result<Done>> Handle(FindService request, CancellationToken cancellationToken)
    {
        EntityRef reference = new("component", request.Namespace, request.Name);
        return Task.FromResult<Result<Done>>(catalog.Current.Find(reference) is not null || pictures.OfService(reference.ToString()).Count > 0 ? Done.Value : DeploymentErrors.NothingNamed(reference.ToString()));
    }
}

using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Manifests;

/// <summary>Has the repository of a service asked now instead of within five minutes. It is done beside the request; the page follows.</summary>
public sealed record CheckManifests(string Namespace, string Name) : ICommand<string>
{
    public Demand Demand => new(Permissions.DeploymentsRead);

    public string AuditAction => "deployments.manifests.checked";

    public string AuditSubject => new EntityRef("component", Namespace, Name).ToString();
}

internal sealed class CheckManifestsHandler(ICatalog catalog, ManifestStore store) : ICommandHandler<CheckManifests, string>
{
    public Task<Result<string>> Handle(CheckManifests command, CancellationToken cancellationToken)
    {
        EntityRef reference = new("component", command.Namespace, command.Name);
        if (catalog.Current.Find(reference) is null)
        {
            return Task.FromResult<Result<string>>(DeploymentErrors.UnknownService(reference.ToString()));
        }

        store.Want(reference);
        return Task.FromResult<Result<string>>(reference.ToString());
    }
}

using System.Buffers;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Versions;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>GET /api/v1/entities/{kind}/{namespace}/{name}.</summary>
internal sealed class EntityRead(ApiJson json, IAccess access, IRepositoryVersions repositories, IDeploymentPictures pictures, DependencyNoteReader notes) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    /// <summary>What runs where changes by itself, and not everybody may see it.</summary>
    public bool Keeps => false;

    public bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body)
    {
        if (query.HasValue || !EntityPath.TryRead(path, "", out var reference) || view.Graph.Find(reference) is not { } entity)
        {
            return false;
        }

        var running = access.Decide(actor, new(Permissions.DeploymentsRead)).Allowed ? pictures.OfService(entity.Ref.ToString()) : [];
        var versions = EntityVersions.Of(entity, repositories, running, view.Times.Locations);
        json.Write(body, new EntityAnswer((EntityView.Of(entity, view.Graph, view.Times.Locations) with { Details = EntityDetails.Of(entity) }).With(notes.Of(entity)), versions));
        return true;
    }
}

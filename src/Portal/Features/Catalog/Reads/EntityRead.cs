using System.Buffers;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>GET /api/v1/entities/{kind}/{namespace}/{name}.</summary>
internal sealed class EntityRead(ApiJson json) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    public bool TryWrite(string path, QueryString query, DirectView view, IBufferWriter<byte> body)
    {
        if (query.HasValue || !EntityPath.TryRead(path, "", out var reference) || view.Graph.Find(reference) is not { } entity)
        {
            return false;
        }

        json.Write(body, new EntityAnswer(EntityView.Of(entity, view.Graph, view.Times.Locations) with { Details = EntityDetails.Of(entity) }));
        return true;
    }
}

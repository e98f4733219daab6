using System.Buffers;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>GET /api/v1/facets.</summary>
internal sealed class FacetsRead(ApiJson json) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    public bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body)
    {
        if (path != "/api/v1/facets" || ListQuery.Read(query) is not { Facets.Count: > 0, Sort: null, Cursor: null } asked)
        {
            return false;
        }

        json.Write(body, FacetCounter.Count(view.Graph, new(asked.Facets, asked.Filter)));
        return true;
    }
}

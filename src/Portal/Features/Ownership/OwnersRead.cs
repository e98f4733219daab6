using System.Buffers;
using Portal.Application.Identity;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>GET /api/v1/entities/{kind}/{namespace}/{name}/owners.</summary>
internal sealed class OwnersRead(ApiJson json) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    public bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body)
    {
        if (query.HasValue || !EntityPath.TryRead(path, "/owners", out var reference) || OwnerChain.Of(view.Graph, reference) is not { } chain)
        {
            return false;
        }

        json.Write(body, chain);
        return true;
    }
}

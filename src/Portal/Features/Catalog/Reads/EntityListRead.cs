using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>GET /api/v1/entities: filtered, sorted, paged.</summary>
internal sealed class EntityListRead(EntityFragments fragments) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    public bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body)
    {
        if (path != "/api/v1/entities" || ListQuery.Read(query) is not { Facets.Count: 0 } asked)
        {
            return false;
        }

        var list = EntityList.Of(view.Graph, asked.Filter, asked.Sort, asked.Limit, asked.Cursor);
        body.Write("{\"items\":["u8);
        for (var i = 0; i < list.Positions.Count; i++)
        {
            if (i > 0)
            {
                body.Write(","u8);
            }

            fragments.Write(view, list.Positions[i], body);
        }

        body.Write("],\"total\":"u8);
        Utf8Formatter.TryFormat(list.Total, body.GetSpan(16), out var digits);
        body.Advance(digits);
        body.Write(",\"nextCursor\":"u8);
        if (list.NextCursor is { } next)
        {
            // Letters of base64url: nothing to escape.
            body.Write("\""u8);
            body.Advance(Encoding.ASCII.GetBytes(next, body.GetSpan(next.Length)));
            body.Write("\"}"u8);
        }
        else
        {
            body.Write("null}"u8);
        }

        return true;
    }
}

using System.Buffers;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web.Features.Search;

/// <summary>GET /api/v1/search.</summary>
internal sealed class SearchRead(ApiJson json) : IDirectRead
{
    public Demand Demand => new(Permissions.CatalogRead);

    public bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body)
    {
        if (path != "/api/v1/search" || Read(query) is not { } asked)
        {
            return false;
        }

        json.Write(body, SearchAnswer.Of(EntityHits.Of(view.Graph, asked.Text, asked.Limit)));
        return true;
    }

    private static (string Text, int Limit)? Read(QueryString query)
    {
        string? text = null;
        int? limit = null;
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            var value = pair.DecodeValue().ToString();
            switch (pair.DecodeName().Span)
            {
                case "q" when text is null && value.Trim() is { Length: > 0 and <= ListEntities.MaxText } trimmed:
                    text = trimmed;
                    break;
                case "limit" when limit is null && int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= SearchEntities.MaxLimit:
                    limit = number;
                    break;
                default:
                    return null;
            }
        }

        return text is null ? null : (text, limit ?? SearchEntities.DefaultLimit);
    }
}

using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog.Reads;

/// <summary>The query string of entity lists and facets, read without model binding. Only what is plainly right; the rest is for the controllers to judge.</summary>
internal sealed class ListQuery
{
    private static readonly string[] None = [];
    private string[] _kind = None, _type = None, _owner = None, _system = None, _lifecycle = None, _tag = None, _namespace = None, _source = None;
    private bool? _orphan, _errors, _dangling;
    private string? _q;

    public string? Sort { get; private set; }

    public string? Cursor { get; private set; }

    public int Limit { get; private set; } = 50;

    public List<string> Facets { get; } = [];

    public EntityFilter Filter => new()
    {
        Kind = _kind,
        Type = _type,
        Owner = _owner,
        System = _system,
        Lifecycle = _lifecycle,
        Tag = _tag,
        Namespace = _namespace,
        Source = _source,
        Orphan = _orphan,
        Errors = _errors,
        Dangling = _dangling,
        Q = _q,
    };

    /// <returns>Null: a parameter is unknown, empty, given twice where one counts, or not as it should be.</returns>
    public static ListQuery? Read(QueryString text)
    {
        var query = new ListQuery();
        foreach (var pair in new QueryStringEnumerable(text.Value))
        {
            var value = pair.DecodeValue().ToString();
            if (string.IsNullOrWhiteSpace(value) || !query.Take(pair.DecodeName().Span, value))
            {
                return null;
            }
        }

        return query;
    }

    private bool Take(ReadOnlySpan<char> name, string value) => name switch
    {
        "kind" => Add(ref _kind, value),
        "type" => Add(ref _type, value),
        "owner" => Add(ref _owner, value),
        "system" => Add(ref _system, value),
        "lifecycle" => Add(ref _lifecycle, value),
        "tag" => Add(ref _tag, value),
        "namespace" => Add(ref _namespace, value),
        "source" => Add(ref _source, value),
        "orphan" => Flag(ref _orphan, value),
        "errors" => Flag(ref _errors, value),
        "dangling" => Flag(ref _dangling, value),
        "q" => _q is null && value.Length <= ListEntities.MaxText && (_q = value) is not null,
        "sort" => Sort is null && ListEntities.IsSort(value) && (Sort = value) is not null,
        "cursor" => Cursor is null && ListEntities.IsCursor(value) && (Cursor = value) is not null,
        "limit" => int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= ListEntities.MaxLimit && (Limit = limit) > 0,
        "facet" => GetFacets.IsFacet(value) && AddFacet(value),
        _ => false,
    };

    private bool AddFacet(string value)
    {
        Facets.Add(value);
        return Facets.Count <= GetFacets.MaxFacets;
    }

    private static bool Add(ref string[] values, string value)
    {
        values = value.Contains(',', StringComparison.Ordinal) || value[0] == ' ' || value[^1] == ' '
            ? [.. values, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : values.Length == 0 ? [value] : [.. values, value];
        return true;
    }

    private static bool Flag(ref bool? flag, string value)
    {
        if (flag is not null || value is not ("true" or "false"))
        {
            return false;
        }

        flag = value == "true";
        return true;
    }
}

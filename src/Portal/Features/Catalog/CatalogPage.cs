using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>What the list shows: rows, facets, and addresses that change one thing and keep the rest.</summary>
public sealed record CatalogPage(EntityQuery Query, string? Sort, string? Cursor, EntityPage Entities, FacetCounts Facets)
{
    /// <summary>Facets in the order in which they narrow.</summary>
    public static IReadOnlyList<string> FacetNames { get; } = ["kind", "spec.type", "spec.owner", "spec.system", "spec.lifecycle", "metadata.tags", "metadata.namespace"];

    /// <summary>Kinds that have a tab, with the words for it.</summary>
    public static IReadOnlyList<(string Kind, string Words)> Tabs { get; } =
        [("component", "Components"), ("api", "APIs"), ("resource", "Resources"), ("system", "Systems"), ("domain", "Domains"), ("group", "Teams"), ("user", "People"), ("template", "Templates"), ("location", "Locations")];

    private static readonly Dictionary<string, (string Parameter, string Title)> FacetWords = new(StringComparer.Ordinal)
    {
        ["kind"] = ("kind", "Kind"),
        ["spec.type"] = ("type", "Type"),
        ["spec.owner"] = ("owner", "Owner"),
        ["spec.system"] = ("system", "System"),
        ["spec.lifecycle"] = ("lifecycle", "Lifecycle"),
        ["metadata.tags"] = ("tag", "Tag"),
        ["metadata.namespace"] = ("namespace", "Namespace"),
    };

    /// <summary>The kind whose tab is open; null: all kinds.</summary>
    public string? OpenKind => KindOf(Query);

    /// <summary>Whether anything but the kind narrows the list.</summary>
    public bool IsNarrowed => !(Query.ToFilter() with { Kind = [] }).IsEmpty;

    /// <summary>Without a kind or a text the list opens with components: that is what most people come for. "all" asks for every kind.</summary>
    public static EntityFilter Filter(EntityQuery query) => query.ToFilter() with { Kind = KindOf(query) is { } kind ? kind.Split(',') : [] };

    public static string Parameter(string facet) => FacetWords[facet].Parameter;

    public static string Title(string facet) => FacetWords[facet].Title;

    /// <summary>Whether a facet's value is chosen.</summary>
    public bool IsChosen(string facet, string value) => Values(Parameter(facet)).Contains(value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The address with one value added or taken away.</summary>
    public string Toggle(string facet, string value)
    {
        var parameter = Parameter(facet);
        var now = Values(parameter);
        var next = now.Contains(value, StringComparer.OrdinalIgnoreCase) ? now.Where(v => !v.Equals(value, StringComparison.OrdinalIgnoreCase)) : parameter == "tag" ? now.Append(value) : [value];
        return With((parameter, string.Join(',', next)));
    }

    /// <summary>The address with parameters replaced; an empty one is dropped, and the list begins anew.</summary>
    public string With(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["q"] = Query.Q,
            ["kind"] = string.Join(',', Query.Kind ?? []),
            ["type"] = string.Join(',', Query.Type ?? []),
            ["owner"] = string.Join(',', Query.Owner ?? []),
            ["system"] = string.Join(',', Query.System ?? []),
            ["lifecycle"] = string.Join(',', Query.Lifecycle ?? []),
            ["tag"] = string.Join(',', Query.Tag ?? []),
            ["namespace"] = string.Join(',', Query.Namespace ?? []),
            ["orphan"] = Query.Orphan is true ? "true" : null,
            ["errors"] = Query.Errors is true ? "true" : null,
            ["sort"] = Sort,
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        return QueryHelpers.AddQueryString("/catalog", parameters.Where(p => !string.IsNullOrEmpty(p.Value)));
    }

    /// <summary>The address that sorts by a column: the other direction when it is sorted by it already.</summary>
    public string SortBy(string field) => With(("sort", Sort == field || (Sort is null && field == "name") ? "-" + field : field));

    /// <summary>ascending, descending or none, as aria-sort says it.</summary>
    public string Sorted(string field) => Sort == field || (Sort is null && field == "name" && string.IsNullOrWhiteSpace(Query.Q)) ? "ascending" : Sort == "-" + field ? "descending" : "none";

    private static string? KindOf(EntityQuery query)
    {
        var kinds = query.ToFilter().Kind;
        return kinds is ["all"] || (kinds.Count == 0 && !string.IsNullOrWhiteSpace(query.Q)) ? null : kinds.Count == 0 ? "component" : string.Join(',', kinds).ToLowerInvariant();
    }

    private List<string> Values(string parameter) => [.. (parameter switch
    {
        "kind" => Query.Kind,
        "type" => Query.Type,
        "owner" => Query.Owner,
        "system" => Query.System,
        "lifecycle" => Query.Lifecycle,
        "tag" => Query.Tag,
        _ => Query.Namespace,
    } ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries))];
}

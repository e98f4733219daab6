using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>What the list was asked for: filter, sort and columns, and addresses that change one thing and keep the rest.</summary>
/// <param name="Columns">Those chosen; empty: the defaults of the kind.</param>
public sealed record CatalogAddress(EntityQuery Query, string? Sort, IReadOnlyList<string> Columns)
{
    /// <summary>The moment that is shown; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The kind whose tab is open; null: all kinds.</summary>
    public string? OpenKind => KindOf(Query);

    /// <summary>Whether anything but the kind narrows the list.</summary>
    public bool IsNarrowed => !(Query.ToFilter() with { Kind = [] }).IsEmpty;

    /// <summary>Without a kind or a text the list opens with components: that is what most people come for. "all" asks for every kind.</summary>
    public EntityFilter Filter => Query.ToFilter() with { Kind = OpenKind is { } kind ? kind.Split(',') : [] };

    /// <summary>The query string that a saved view keeps; it names the kind that is open.</summary>
    public string Saved => With(("kind", OpenKind ?? "all"), (Web.AsOf.Parameter, null)).Split('?', 2)[1];

    /// <summary>The address with parameters replaced; an empty one is dropped, and the list begins anew.</summary>
    public string With(params (string Name, string? Value)[] changes) => QueryHelpers.AddQueryString("/catalog", Parameters(changes));

    /// <summary>The address of the same list as a file.</summary>
    public string Export => QueryHelpers.AddQueryString("/catalog/export.csv", Parameters([("columns", null), (Web.AsOf.Parameter, null)]));

    /// <summary>Chosen values of a parameter.</summary>
    public IReadOnlyList<string> Values(string parameter) => [.. (parameter switch
    {
        "kind" => Query.Kind,
        "type" => Query.Type,
        "owner" => Query.Owner,
        "system" => Query.System,
        "lifecycle" => Query.Lifecycle,
        "tag" => Query.Tag,
        "source" => Query.Source,
        _ => Query.Namespace,
    } ?? []).SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Parameters in the one order that addresses have, without empty ones.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Parameters(params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] all =
        [
            ("q", Query.Q), ("kind", Join(Query.Kind)), ("type", Join(Query.Type)), ("owner", Join(Query.Owner)), ("system", Join(Query.System)), ("lifecycle", Join(Query.Lifecycle)),
            ("tag", Join(Query.Tag)), ("namespace", Join(Query.Namespace)), ("source", Join(Query.Source)), ("orphan", Flag(Query.Orphan)), ("errors", Flag(Query.Errors)), ("dangling", Flag(Query.Dangling)),
            ("sort", Sort), ("columns", Join(Columns)), ("cursor", null), (Web.AsOf.Parameter, AsOf?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, value) in all)
        {
            var changed = Array.FindIndex(changes, c => c.Name == name);
            var text = changed < 0 ? value : changes[changed].Value;
            if (!string.IsNullOrEmpty(text))
            {
                yield return new(name, text);
            }
        }
    }

    private static string Join(IEnumerable<string>? values) => string.Join(',', values ?? []);

    private static string? Flag(bool? flag) => flag switch { true => "true", false => "false", null => null };

    private static string? KindOf(EntityQuery query)
    {
        var kinds = query.ToFilter().Kind;
        return kinds is ["all"] || (kinds.Count == 0 && !string.IsNullOrWhiteSpace(query.Q)) ? null : kinds.Count == 0 ? "component" : string.Join(',', kinds).ToLowerInvariant();
    }
}

using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Graph;

/// <summary>What the page shows.</summary>
/// <param name="Chosen">Keys of <see cref="Groups"/>.</param>
public sealed record GraphPage(EntityNeighbourhood Around, int Depth, IReadOnlyList<string> Chosen, GraphLayout Layout)
{
    /// <summary>Relations as people choose them.</summary>
    public static IReadOnlyList<(string Key, string Words, string[] Types)> Groups { get; } =
    [
        ("dependencies", "Dependencies", [RelationTypes.DependsOn]),
        ("apis", "APIs", [RelationTypes.ProvidesApi, RelationTypes.ConsumesApi]),
        ("structure", "Structure", [RelationTypes.PartOf]),
        ("ownership", "Ownership", [RelationTypes.OwnedBy]),
        ("people", "Teams and people", [RelationTypes.ChildOf, RelationTypes.MemberOf]),
    ];

    /// <summary>The moment that is shown; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public GraphNode Focus => Around.Nodes[0];

    /// <summary>Nothing or nonsense chosen: what suits the kind.</summary>
    public static IReadOnlyList<string> Choose(string[]? show, string focus)
    {
        var known = (show ?? []).SelectMany(s => (s ?? "").Split(',')).Where(s => Groups.Any(g => g.Key == s)).Distinct(StringComparer.Ordinal).ToList();
        return known.Count > 0 ? known : Defaults(focus);
    }

    // What stands in the middle of which kind of question.
    private static string[] Defaults(string focus) => focus.Split(':')[0].ToLowerInvariant() switch
    {
        "system" or "domain" => ["structure"],
        "group" or "user" => ["people"],
        _ => ["dependencies", "apis"],
    };

    public static IReadOnlyList<string> Types(IReadOnlyList<string> chosen)
        => [.. Groups.Where(g => chosen.Contains(g.Key, StringComparer.Ordinal)).SelectMany(g => g.Types)];

    public string Url(string? focus = null, int? depth = null, IEnumerable<string>? show = null)
        => QueryHelpers.AddQueryString("/graph", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["asOf"] = AsOf?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["focus"] = focus ?? Around.Root,
            ["depth"] = (depth ?? Depth).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["show"] = string.Join(',', show ?? Chosen),
        }.Where(p => p.Value is not null));

    /// <summary>The address with one group of relations switched; the last one stays on.</summary>
    public string Toggle(string key)
    {
        var next = Chosen.Contains(key, StringComparer.Ordinal) ? Chosen.Where(c => c != key).ToList() : [.. Chosen, key];
        return Url(show: next.Count == 0 ? Chosen : next);
    }

    /// <summary>Page of an entity.</summary>
    public static string EntityUrl(string reference) => EntityRef.TryParse(reference, out var r) ? $"/catalog/{Uri.EscapeDataString(r.Kind)}/{Uri.EscapeDataString(r.Namespace)}/{Uri.EscapeDataString(r.Name)}" : "/catalog";

    /// <summary>A relation in words, read from its source.</summary>
    public static string Words(string type) => type switch
    {
        RelationTypes.DependsOn => "depends on",
        RelationTypes.ProvidesApi => "provides",
        RelationTypes.ApiProvidedBy => "is provided by",
        RelationTypes.ConsumesApi => "consumes",
        RelationTypes.PartOf => "is part of",
        RelationTypes.OwnedBy => "is owned by",
        RelationTypes.MemberOf => "is a member of",
        RelationTypes.ChildOf => "belongs to",
        _ => type,
    };
}

using Portal.Application.Catalog;

namespace Portal.Web.Features.Graph;

/// <summary>What is drawn, after nonsense is put aside.</summary>
/// <param name="Groups">Keys of <see cref="GraphPage.Groups"/>.</param>
/// <param name="Kinds">Lower case; empty: all.</param>
/// <param name="Sort">from, relation, to or criticality.</param>
public sealed record GraphChoice(int Depth, IReadOnlyList<string> Groups, IReadOnlyList<string> Kinds, bool IsInside, bool CanBeInside, string Sort, int Page)
{
    public static IReadOnlyList<string> KnownKinds { get; } = ["component", "api", "resource", "system", "domain", "group", "user"];

    public IReadOnlyList<string> Types => [.. GraphPage.Groups.Where(g => Groups.Contains(g.Key, StringComparer.Ordinal)).SelectMany(g => g.Types)];

    public static GraphChoice Of(GraphQuery query)
    {
        var focusKind = query.Focus!.Split(':')[0].ToLowerInvariant();
        var canBeInside = focusKind is "system" or "domain" or "group";
        var isInside = canBeInside && query.View != GraphQuery.Around;
        var groups = Known(query.Show, [.. GraphPage.Groups.Select(g => g.Key)]);
        return new(
            query.Depth,
            groups.Count > 0 ? groups : Defaults(focusKind, isInside),
            Known(query.Kind, KnownKinds),
            isInside,
            canBeInside,
            query.Sort is "relation" or "to" or "criticality" ? query.Sort : "from",
            Math.Max(1, query.Page));
    }

    private static List<string> Known(string[]? values, IReadOnlyList<string> known)
        => [.. (values ?? []).SelectMany(v => (v ?? "").ToLowerInvariant().Split(',')).Where(v => known.Contains(v, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];

    // What stands in the middle of which kind of question.
    private static string[] Defaults(string focusKind, bool isInside) => focusKind switch
    {
        _ when isInside => ["dependencies", "apis"],
        "system" or "domain" => ["structure"],
        "group" or "user" => ["people"],
        _ => ["dependencies", "apis"],
    };
}

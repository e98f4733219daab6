using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Catalog;

/// <summary>The list page: what is one person's around what is the same for everybody.</summary>
/// <param name="Page">What the shared part is made from; null when it was kept.</param>
/// <param name="Keep">Takes the shared part's HTML once it is made.</param>
/// <param name="Html">The shared part as kept.</param>
public sealed record CatalogListPage(CatalogAddress Address, SavedViewList Views, CatalogPage? Page = null, Action<string>? Keep = null, string? Html = null)
{
    /// <summary>The saved view that is open now.</summary>
    public SavedViewRow? Open => Views.Items.FirstOrDefault(v => v.Query == Address.Saved);

    /// <summary>Whether one may rename and delete a view.</summary>
    public bool IsMine(SavedViewRow view) => !view.IsTeams || Views.Teams.Contains(view.Owner, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What the shared part shows: rows, facets and columns.</summary>
/// <param name="Services">Refs of the components among the rows.</param>
/// <param name="States">Of those, in their order; null: the reader may not know.</param>
public sealed record CatalogPage(CatalogAddress Address, string? Cursor, EntityPage Entities, FacetCounts Facets, IReadOnlyList<string> Services, ServiceStates? States)
{
    /// <summary>Values of a facet that are shown at once, and those behind "more".</summary>
    public const int ShownValues = 8;

    /// <summary>Values behind "more"; the field finds the others.</summary>
    public const int MoreValues = 40;

    private readonly Dictionary<string, ServiceState> _states = (States?.Items ?? []).Zip(Services).ToDictionary(p => p.Second, p => p.First, StringComparer.Ordinal);

    /// <summary>Facets in the order in which they narrow.</summary>
    public static IReadOnlyList<string> FacetNames { get; } = ["kind", "spec.type", "spec.owner", "spec.system", "spec.lifecycle", "metadata.tags", "metadata.namespace"];

    /// <summary>Facets of what needs care.</summary>
    public static IReadOnlyList<string> CareNames { get; } = ["orphan", "dangling", "errors"];

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

    public EntityQuery Query => Address.Query;

    public string? OpenKind => Address.OpenKind;

    /// <summary>The columns beside the name.</summary>
    public IReadOnlyList<CatalogColumn> Columns
    {
        get
        {
            var names = Address.Columns.Count > 0 ? Address.Columns : CatalogColumns.Defaults(OpenKind, States?.HasClusters == true);
            return [.. names.Select(n => CatalogColumns.All.First(c => c.Name == n))];
        }
    }

    public static string Parameter(string facet) => FacetWords[facet].Parameter;

    public static string Title(string facet) => FacetWords[facet].Title;

    /// <summary>The values of a facet with the address that adds or takes each away: chosen and frequent ones first, then some more.</summary>
    public FacetPanel Panel(string facet)
    {
        var parameter = Parameter(facet);
        var chosen = Address.Values(parameter).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var counts = Facets.Facets[facet];
        List<FacetLink> shown = [];
        List<FacetLink> more = [];
        var without = Address.With((parameter, null));
        var others = parameter == "tag" ? string.Concat(chosen.Select(t => t + ",")) : "";
        for (var i = 0; i < counts.Count; i++)
        {
            var isChosen = chosen.Count > 0 && chosen.Contains(counts[i].Value);
            if (i < ShownValues || isChosen)
            {
                shown.Add(Link(counts[i], isChosen));
            }
            else if (more.Count < MoreValues)
            {
                more.Add(Link(counts[i], isChosen));
            }
        }

        return new(shown, more, counts.Count - shown.Count - more.Count);

        FacetLink Link(FacetCount count, bool isChosen)
            => new(count.Value, count.Count, isChosen ? Address.With((parameter, string.Join(',', chosen.Where(v => !v.Equals(count.Value, StringComparison.OrdinalIgnoreCase)))))
                : $"{without}{(without.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={Uri.EscapeDataString(others + count.Value)}", isChosen);
    }

    /// <summary>How many of the list's entities need care of one sort.</summary>
    public int Care(string name) => Facets.Facets[name] is [var counted, ..] ? counted.Count : 0;

    public ServiceState? StateOf(EntityView entity) => _states.GetValueOrDefault(entity.Ref);

    /// <summary>The address that sorts by a column: the other direction when it is sorted by it already.</summary>
    public string SortBy(string field) => Address.With(("sort", Address.Sort == field || (Address.Sort is null && field == "name") ? "-" + field : field));

    /// <summary>ascending, descending or none, as aria-sort says it.</summary>
    public string Sorted(string field)
        => Address.Sort == field || (Address.Sort is null && field == "name" && string.IsNullOrWhiteSpace(Query.Q)) ? "ascending" : Address.Sort == "-" + field ? "descending" : "none";
}

/// <param name="Hidden">How many more values there are.</param>
public sealed record FacetPanel(IReadOnlyList<FacetLink> Shown, IReadOnlyList<FacetLink> More, int Hidden);

/// <summary>A value of a facet, its count, and where choosing it leads.</summary>
public sealed record FacetLink(string Value, int Count, string Url, bool IsChosen);

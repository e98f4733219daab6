using System.Globalization;
using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Graph;

/// <summary>What the page shows.</summary>
public sealed record GraphPage(EntityNeighbourhood Around, GraphChoice Choice, ServiceHealth Health, GraphLayout Layout)
{
    public const int RowsPerPage = 100;

    /// <summary>Entities without a drawn relation that are listed by name.</summary>
    public const int MaxLoose = 300;

    /// <summary>Relations as people choose them.</summary>
    public static IReadOnlyList<(string Key, string Words, string[] Types)> Groups { get; } =
    [
        ("dependencies", "Dependencies", [RelationTypes.DependsOn]),
        ("apis", "APIs", [RelationTypes.ProvidesApi, RelationTypes.ConsumesApi]),
        ("structure", "Structure", [RelationTypes.PartOf]),
        ("ownership", "Ownership", [RelationTypes.OwnedBy]),
        ("people", "Teams and people", [RelationTypes.ChildOf, RelationTypes.MemberOf]),
    ];

    public GraphNode Focus => Around.Focus;

    /// <summary>The moment that is shown; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public IReadOnlyDictionary<string, GraphNode> ByRef { get; } = Around.Nodes.ToDictionary(n => n.Ref, StringComparer.Ordinal);

    public int Pages => Math.Max(1, (Around.Edges.Count + RowsPerPage - 1) / RowsPerPage);

    public int Page => Math.Min(Choice.Page, Pages);

    /// <summary>Rows of the table's page, in its order.</summary>
    public IEnumerable<GraphEdge> Rows
    {
        get
        {
            string Name(string reference) => ByRef[reference].DisplayName;
            var ordered = Choice.Sort switch
            {
                "relation" => Around.Edges.OrderBy(e => Words(e.Type), StringComparer.Ordinal).ThenBy(e => Name(e.Source), StringComparer.OrdinalIgnoreCase),
                "to" => Around.Edges.OrderBy(e => Name(e.Target), StringComparer.OrdinalIgnoreCase),
                "criticality" => Around.Edges.OrderBy(e => e.Criticality switch { DependencyNotes.Hard => 0, DependencyNotes.Soft => 1, _ => 2 }).ThenBy(e => Name(e.Source), StringComparer.OrdinalIgnoreCase),
                _ => Around.Edges.OrderBy(e => Name(e.Source), StringComparer.OrdinalIgnoreCase),
            };
            return ordered.ThenBy(e => e.Source, StringComparer.Ordinal).ThenBy(e => e.Target, StringComparer.Ordinal).Skip((Page - 1) * RowsPerPage).Take(RowsPerPage);
        }
    }

    /// <summary>Nodes that no drawn relation touches.</summary>
    public IReadOnlyList<GraphNode> Loose
    {
        get
        {
            var touched = Around.Edges.SelectMany(e => new[] { e.Source, e.Target }).ToHashSet(StringComparer.Ordinal);
            return [.. Around.Nodes.Where(n => !touched.Contains(n.Ref))];
        }
    }

    /// <summary>Page of an entity, at the moment that is shown.</summary>
    public string EntityUrl(string reference)
        => EntityLinks.Url(reference) + (AsOf is { } at ? "?asOf=" + Uri.EscapeDataString(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)) : "");

    /// <summary>This page with something changed.</summary>
    public string Url(string? focus = null, int? depth = null, IEnumerable<string>? show = null, IEnumerable<string>? kinds = null, bool? inside = null, string? sort = null, int page = 1)
    {
        var text = new StringBuilder("/graph?focus=").Append(Uri.EscapeDataString(focus ?? Around.Root));
        var isInside = inside ?? Choice.IsInside;
        if (Choice.CanBeInside && focus is null)
        {
            text.Append("&view=").Append(isInside ? GraphQuery.Inside : GraphQuery.Around);
        }

        if (!isInside || !Choice.CanBeInside || focus is not null)
        {
            text.Append("&depth=").Append((depth ?? Choice.Depth).ToString(CultureInfo.InvariantCulture));
        }

        // Another view asks another question: it starts with the relations that suit it.
        if (inside is null || inside == Choice.IsInside)
        {
            text.Append("&show=").AppendJoin(',', show ?? Choice.Groups);
        }

        var only = (kinds ?? Choice.Kinds).ToList();
        if (only.Count > 0)
        {
            text.Append("&kind=").AppendJoin(',', only);
        }

        if ((sort ?? Choice.Sort) is not "from" and var order)
        {
            text.Append("&sort=").Append(order);
        }

        if (AsOf is { } at)
        {
            text.Append("&asOf=").Append(Uri.EscapeDataString(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));
        }

        return page > 1 ? text.Append(CultureInfo.InvariantCulture, $"&page={page}").ToString() : text.ToString();
    }

    /// <summary>The address with one group of relations switched; the last one stays on.</summary>
    public string ToggleGroup(string key)
    {
        var next = Switched(Choice.Groups, key);
        return Url(show: next.Count == 0 ? Choice.Groups : next);
    }

    /// <summary>The address with one kind switched.</summary>
    public string ToggleKind(string kind) => Url(kinds: Switched(Choice.Kinds, kind));

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

    /// <summary>"Component" for "component", "API" for "api".</summary>
    public static string KindWord(string kind) => kind == "api" ? "APIs" : string.Concat(kind[..1].ToUpperInvariant(), kind.AsSpan(1), "s");

    private static List<string> Switched(IReadOnlyList<string> chosen, string value)
        => chosen.Contains(value, StringComparer.Ordinal) ? [.. chosen.Where(c => c != value)] : [.. chosen, value];
}

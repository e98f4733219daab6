using System.Globalization;
using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

/// <summary>The catalog's answers worked out the plain way, entity by entity: what the indexes must agree with.</summary>
internal static class PlainCatalog
{
    private static readonly string[] Kinds = ["Component", "API", "Resource", "System", "Group", "User"];
    private static readonly string[] Words = ["orders", "billing", "Ledger", "search", "order", "bill", "profile", "naïve"];
    private static readonly string[] Tags = ["java", "Go", "critical", "orders"];

    /// <summary>A made-up catalog with gaps, odd names, shared names and relations to nowhere.</summary>
    public static CatalogGraph Graph(int seed, int count)
    {
        var random = new Random(seed);
        var entities = new Dictionary<EntityRef, CatalogEntity>();
        for (var i = 0; i < count; i++)
        {
            var kind = Kinds[random.Next(Kinds.Length)];
            var name = $"{Words[random.Next(Words.Length)]}{"-_."[random.Next(3)]}{Words[random.Next(Words.Length)]}{(random.Next(3) == 0 ? "" : "-" + random.Next(count))}".ToLowerInvariant();
            var ns = random.Next(5) == 0 ? "other" : "default";
            var reference = new EntityRef(kind, ns, name);
            var owner = random.Next(6) == 0 ? (EntityRef?)null : new EntityRef(random.Next(8) == 0 ? "user" : "group", "default", "team-" + random.Next(7));
            var system = random.Next(2) == 0 ? (EntityRef?)null : new EntityRef("system", random.Next(4) == 0 ? "other" : "default", "shop-" + random.Next(3));
            List<Relation> declares = owner is { } o ? [new(RelationTypes.OwnedBy, o)] : [];
            for (var r = random.Next(4); r > 0; r--)
            {
                declares.Add(new(random.Next(2) == 0 ? RelationTypes.DependsOn : RelationTypes.DependencyOf, entities.Count > 0 && random.Next(4) > 0 ? entities.Keys.ElementAt(random.Next(entities.Count)) : new("resource", "default", "nowhere-" + random.Next(4))));
            }

            entities[reference] = new()
            {
                Ref = reference,
                Kind = kind,
                Namespace = ns,
                Name = random.Next(9) == 0 ? name.ToUpperInvariant() : name,
                Title = random.Next(4) == 0 ? $"The {Words[random.Next(Words.Length)]} thing" : null,
                Description = random.Next(3) == 0 ? null : $"Keeps {Words[random.Next(Words.Length)]} and group:default/team-{random.Next(7)} in {Words[random.Next(Words.Length)]}-order",
                Tags = [.. Tags.Where(_ => random.Next(3) == 0)],
                Type = random.Next(5) == 0 ? null : random.Next(2) == 0 ? "service" : "Library",
                Lifecycle = random.Next(5) == 0 ? null : "production",
                Owner = owner,
                System = system,
                Declares = [.. declares.Distinct()],
                Errors = random.Next(7) == 0 ? [new("a.yaml", 1, 1, "broken")] : [],
                Sources = [new("a.yaml", i, null, DateTimeOffset.UnixEpoch, "location-" + random.Next(3))],
            };
        }

        foreach (var team in Enumerable.Range(0, 5).Select(i => new EntityRef("group", "default", "team-" + i)))
        {
            entities[team] = new() { Ref = team, Kind = "Group", Name = team.Name };
        }

        return CatalogGraph.Build(entities.Values, 1, DateTimeOffset.UnixEpoch);
    }

    public static bool Matches(CatalogGraph graph, CatalogEntity e, EntityFilter f)
        => Any(f.Kind, e.Ref.Kind) && Any(f.Namespace, e.Ref.Namespace) && Any(f.Type, e.Type) && Any(f.Lifecycle, e.Lifecycle) && AnyRef(f.Owner, e.Owner) && AnyRef(f.System, e.System)
            && f.Tag.All(t => e.Tags.Contains(t, StringComparer.OrdinalIgnoreCase))
            && (f.Source.Count == 0 || e.Sources.Any(s => f.Source.Contains(s.LocationId)))
            && (f.Errors is null || e.Errors.Count > 0 == f.Errors)
            && (f.Orphan is null || (e.Ref.Kind is "component" or "api" or "resource" or "system" or "domain" && (e.Owner is not { } owner || graph.Find(owner) is null)) == f.Orphan)
            && (f.Dangling is null || ((e.Owner is { } named && graph.Find(named) is null) || e.Declares.Any(r => graph.Find(r.Target) is null)) == f.Dangling);

    /// <summary>Matching entities with their sort keys, in order.</summary>
    public static List<(CatalogEntity Entity, string Key)> Sorted(CatalogGraph graph, EntityFilter filter, string? sort)
    {
        var hasText = !string.IsNullOrWhiteSpace(filter.Q);
        var descending = sort?.StartsWith('-') == true;
        var field = sort?.TrimStart('-') ?? (hasText ? "relevance" : "ref");
        var found = (hasText ? Find(graph, filter.Q!) : graph.Entities.Select(e => (Entity: e, Score: 0))).Where(f => Matches(graph, f.Entity, filter))
            .Select(f => (f.Entity, Key: hasText && field == "relevance" ? (1_000_000 - f.Score).ToString("D7", CultureInfo.InvariantCulture) : Key(f.Entity, field))).ToList();
        found.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key) is not 0 and var byKey
            ? descending ? -byKey : byKey
            : descending && left.Key.Length == 0 ? EntityRefOrder.Compare(right.Entity.Ref, left.Entity.Ref) : EntityRefOrder.Compare(left.Entity.Ref, right.Entity.Ref));
        return found;
    }

    /// <summary>Entities whose text holds every word, or whose name is spelled nearly so, with their scores.</summary>
    public static List<(CatalogEntity Entity, int Score)> Find(CatalogGraph graph, string text)
    {
        var words = text.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return [];
        }

        var whole = text.Trim().ToLowerInvariant();
        var found = graph.Entities.Where(e => words.All(w => Text(e).Contains(w, StringComparison.Ordinal))).Select(e => (e, CatalogSearch.Score(e, whole, words))).ToList();
        return found.Count > 0 || words.Any(w => w.Length is < 4 or > 40) ? found
            : [.. graph.Entities.Where(e => words.All(w => e.Ref.Name.Split('-', '_', '.').Append(e.Ref.Name).Any(part => Spelling.IsNear(w, part)))).Select(e => (e, 5 + CatalogSearch.KindWeight(e)))];
    }

    public static List<FacetCount> Facet(IEnumerable<CatalogEntity> among, Func<CatalogEntity, IEnumerable<string?>> values)
        => [.. among.SelectMany(values).OfType<string>().GroupBy(v => v, StringComparer.Ordinal).Select(g => new FacetCount(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal)];

    private static string Text(CatalogEntity e)
        => string.Join('\n', [e.Ref.Name, e.DisplayName, e.Owner?.Name ?? "", .. e.Tags, e.Ref.ToString(), e.Description ?? ""]).ToLowerInvariant();

    private static string Key(CatalogEntity e, string field) => field switch
    {
        "name" => e.DisplayName.ToLowerInvariant(),
        "kind" => e.Ref.Kind,
        "type" => e.Type?.ToLowerInvariant() ?? "\uFFFF",
        "owner" => e.Owner?.Name ?? "\uFFFF",
        "system" => e.System?.Name ?? "\uFFFF",
        "lifecycle" => e.Lifecycle?.ToLowerInvariant() ?? "\uFFFF",
        "namespace" => e.Ref.Namespace,
        _ => "",
    };

    private static bool Any(IReadOnlyList<string> wanted, string? value) => wanted.Count == 0 || (value is not null && wanted.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static bool AnyRef(IReadOnlyList<string> wanted, EntityRef? value)
        => wanted.Count == 0 || (value is { } r && new[] { r.Name, r.ToString(), $"{r.Namespace}/{r.Name}" }.Any(t => wanted.Contains(t, StringComparer.OrdinalIgnoreCase)));
}

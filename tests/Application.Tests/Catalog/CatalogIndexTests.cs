using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

/// <summary>The indexes answer exactly what looking at every entity answers, over made-up catalogs and questions.</summary>
public sealed class CatalogIndexTests
{
    private static readonly string[] Texts =
        ["orders", "order", "ord", "o", "bill", "billing orders", "orders-", "-orders", "orders-bill", "ders.bil", "team-3", "group:default/team-1", "component:default/orders", "user:", "ordres", "biling", "ledgr serach", "naïve", "the thing", "and group", "r-o", "--", "zzzz", "in orders-order", "critical", "orders-billing-4"];

    private static readonly string[] Sorts = [.. ListEntities.Sorts, .. ListEntities.Sorts.Select(s => "-" + s)];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 63)]
    [InlineData(4, 64)]
    [InlineData(5, 300)]
    [InlineData(6, 2500)]
    public void Lists_filter_sort_and_page_as_a_plain_walk_does(int seed, int count)
    {
        var graph = PlainCatalog.Graph(seed, count);
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var filter = Filter(random);
            var sort = random.Next(4) == 0 ? null : Sorts[random.Next(Sorts.Length)];
            var limit = 1 + random.Next(random.Next(2) == 0 ? 5 : 400);
            var expected = PlainCatalog.Sorted(graph, filter, sort);
            List<CatalogEntity> seen = [];
            string? cursor = null;
            for (var pages = 0; pages < 4; pages++)
            {
                var page = EntityList.Of(graph, filter, sort, limit, cursor);
                Assert.Equal(expected.Count, page.Total);
                seen.AddRange(page.Positions.Select(p => graph.Entities[p]));
                cursor = page.NextCursor;
                Assert.Equal(seen.Count < expected.Count, cursor is not null);
                if (cursor is null)
                {
                    break;
                }
            }

            Assert.Equal(expected.Take(seen.Count).Select(e => e.Entity.Ref), seen.Select(e => e.Ref));
            Assert.True(cursor is not null || seen.Count == expected.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Search_finds_and_ranks_as_reading_every_text_does(int seed)
    {
        var graph = PlainCatalog.Graph(seed, 1200);
        foreach (var text in Texts)
        {
            var expected = PlainCatalog.Find(graph, text).OrderByDescending(f => f.Score).ThenBy(f => f.Entity.Ref.Name.Length).ThenBy(f => f.Entity.Ref, Comparer<EntityRef>.Create(EntityRefOrder.Compare)).ToList();
            foreach (var limit in new[] { 1, 20, 200 })
            {
                var found = EntityHits.Of(graph, text, limit);

                Assert.Equal(expected.Count, found.Total);
                Assert.Equal(expected.Take(limit).Select(e => (e.Entity.Ref.ToString(), e.Score)), found.Items.Select(h => (h.Ref, h.Score)));
            }
        }
    }

    [Theory]
    [InlineData(7, 40)]
    [InlineData(8, 2000)]
    public void Facets_count_as_a_plain_walk_does(int seed, int count)
    {
        var graph = PlainCatalog.Graph(seed, count);
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var filter = round == 0 ? new EntityFilter() : Filter(random);
            var among = PlainCatalog.Sorted(graph, filter, null).Select(e => e.Entity).ToList();
            var withoutOwner = PlainCatalog.Sorted(graph, filter with { Owner = [] }, null).Select(e => e.Entity).ToList();

            var facets = FacetCounter.Count(graph, new(["kind", "spec.type", "spec.owner", "spec.system", "spec.lifecycle", "metadata.tags", "metadata.namespace", "metadata.name"], filter)).Facets;
            var leftOut = FacetCounter.Count(graph, new(["spec.owner"], filter, LeaveOut: true)).Facets;

            Assert.Equal(PlainCatalog.Facet(among, e => [e.Kind]), facets["kind"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.Type]), facets["spec.type"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.Owner?.ToString()]), facets["spec.owner"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.System?.ToString()]), facets["spec.system"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.Lifecycle]), facets["spec.lifecycle"]);
            Assert.Equal(PlainCatalog.Facet(among, e => e.Tags), facets["metadata.tags"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.Namespace]), facets["metadata.namespace"]);
            Assert.Equal(PlainCatalog.Facet(among, e => [e.Name]), facets["metadata.name"]);
            Assert.Equal(PlainCatalog.Facet(withoutOwner, e => [e.Owner?.ToString()]), leftOut["spec.owner"]);
        }
    }

    [Fact]
    public void Relations_and_dangling_targets_are_those_of_the_descriptors()
    {
        var graph = PlainCatalog.Graph(9, 800);
        var declared = graph.Entities.SelectMany(e => e.Declares.Select(r => (From: e.Ref, r.Type, r.Target))).ToList();
        var expected = declared.Select(d => (d.From, new Relation(d.Type, d.Target))).Concat(declared.Select(d => (d.Target, new Relation(RelationTypes.InverseOf(d.Type), d.From)))).Distinct()
            .ToLookup(r => r.Item1, r => r.Item2);

        foreach (var reference in expected.Select(g => g.Key).Append(new("component", "default", "named-by-nobody")))
        {
            var inOrder = expected[reference].OrderBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Target, Comparer<EntityRef>.Create(EntityRefOrder.Compare)).ToList();
            var relations = graph.RelationsOf(reference);
            Assert.Equal(inOrder, relations);
            Assert.Equal(inOrder.Count, relations.Count);
            Assert.Equal(inOrder.Select((_, i) => relations[i]), inOrder);
        }

        var dangling = declared.Where(d => graph.Find(d.Target) is null).Select(d => new DanglingRelation(d.From, d.Type, d.Target)).ToList();
        Assert.NotEmpty(dangling);
        Assert.Equal(dangling.ToHashSet(), graph.Dangling.ToHashSet());
        Assert.All(graph.Entities, e => Assert.Equal(dangling.Any(d => d.From == e.Ref), graph.IsDangling(e.Ref)));
    }

    [Fact]
    public void Two_entities_of_one_name_are_refused()
        => Assert.Throws<ArgumentException>(() => CatalogGraph.Build([Named("a"), Named("a")], 1, DateTimeOffset.UnixEpoch));

    [Fact]
    public void A_snapshot_warmed_like_another_answers_the_same()
    {
        var (earlier, later, cold) = (PlainCatalog.Graph(3, 300), PlainCatalog.Graph(4, 300), PlainCatalog.Graph(4, 300));
        var filter = new EntityFilter { Kind = ["component"], Q = "orders", Orphan = false };
        _ = EntityList.Of(earlier, filter, "-name", 20, null);

        later.WarmLike(earlier);

        Assert.Equal(EntityList.Of(cold, filter, "-name", 20, null).Positions, EntityList.Of(later, filter, "-name", 20, null).Positions);
    }

    private static CatalogEntity Named(string name) => new() { Ref = new("component", "default", name), Kind = "Component", Name = name };

    private static EntityFilter Filter(Random random) => new()
    {
        Kind = Some(random, 3, "component", "API", "Resource", "nothing"),
        Type = Some(random, 4, "SERVICE", "library"),
        Owner = Some(random, 4, "team-1", "group:default/team-2", "default/team-3", "user:default/team-4", "team-6"),
        System = Some(random, 5, "shop-1", "other/shop-2", "system:default/shop-0"),
        Lifecycle = Some(random, 6, "Production"),
        Namespace = Some(random, 6, "other", "default"),
        Tag = Some(random, 6, "JAVA", "critical"),
        Source = Some(random, 6, "location-1", "location-2"),
        Orphan = Flag(random),
        Errors = Flag(random),
        Dangling = Flag(random),
        Q = random.Next(3) == 0 ? Texts[random.Next(Texts.Length)] : null,
    };

    private static bool? Flag(Random random) => random.Next(10) switch { 0 => true, 1 => false, _ => null };

    private static string[] Some(Random random, int one, params string[] values)
        => random.Next(one) == 0 ? [.. values.Where(_ => random.Next(2) == 0)] : [];
}

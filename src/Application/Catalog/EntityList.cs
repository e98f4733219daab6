using System.Globalization;

namespace Portal.Application.Catalog;

/// <summary>One page of a filtered and sorted list, as places in a snapshot's order.</summary>
/// <param name="Positions">Places of the entities shown.</param>
/// <param name="Total">How many match, over all pages.</param>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record EntityList(IReadOnlyList<int> Positions, int Total, string? NextCursor)
{
    private const int HighestScore = 1_000_000;

    /// <param name="graph">The snapshot.</param>
    /// <param name="filter">Which entities.</param>
    /// <param name="sort">One of <see cref="ListEntities.Sorts"/>, with '-' for the other direction; null: relevance with a text, else ref.</param>
    /// <param name="limit">Most positions.</param>
    /// <param name="cursor">A valid cursor, or null for the first page.</param>
    public static EntityList Of(CatalogGraph graph, EntityFilter filter, string? sort, int limit, string? cursor)
    {
        var hasText = !string.IsNullOrWhiteSpace(filter.Q);
        var descending = sort?.StartsWith('-') == true;
        var field = sort?.TrimStart('-') ?? (hasText ? "relevance" : "ref");
        var after = cursor is null ? null : EntityCursor.Read(cursor);
        var set = graph.Index.Matching(filter);
        if (!hasText)
        {
            return Sorted(graph, set, field == "relevance" ? "ref" : field, descending, after, limit);
        }

        var hits = graph.Search.Hits(filter.Q!).Within(set);
        return field == "relevance" ? Ranked(graph, hits, descending, after, limit) : Sorted(graph, hits.Set, field, descending, after, limit);
    }

    /// <summary>Every match, without an order or pages.</summary>
    /// <returns>Null: all entities.</returns>
    internal static EntitySet? Matching(CatalogGraph graph, EntityFilter filter)
        => string.IsNullOrWhiteSpace(filter.Q) ? graph.Index.Matching(filter) : graph.Search.Hits(filter.Q).Within(graph.Index.Matching(filter)).Set;

    private static EntityList Sorted(CatalogGraph graph, EntitySet? set, string field, bool descending, (string Key, EntityRef Ref)? after, int limit)
    {
        // One more tells whether there is a next page.
        var page = graph.Index.Sort(field, descending).Page(set, after, limit + 1);
        return Cut(page, set?.Count ?? graph.Entities.Count, limit, last => EntityCursor.Write(EntitySort.Key(graph.Entities[last], field), graph.Entities[last].Ref));
    }

    private static EntityList Ranked(CatalogGraph graph, SearchHits hits, bool descending, (string Key, EntityRef Ref)? after, int limit)
    {
        var among = after is null && !descending ? hits.BestAmong(limit + 1) : hits.Set;
        var best = new Smallest(limit + 1);
        foreach (var position in among)
        {
            var score = hits.ScoreOf(position);
            if (after is not { } cursor || IsBehind(Key(score), graph.Entities[position].Ref, cursor, descending))
            {
                // Positions are in the order of refs, which decides between equals.
                best.Offer(((long)(descending ? score : HighestScore - score) << 32) | (uint)position);
            }
        }

        List<int> page = [];
        foreach (var key in best.Ascending())
        {
            page.Add((int)(uint)key);
        }

        return Cut(page, hits.Set.Count, limit, last => EntityCursor.Write(Key(hits.ScoreOf(last)), graph.Entities[last].Ref));
    }

    private static EntityList Cut(List<int> page, int total, int limit, Func<int, string> cursor)
    {
        if (page.Count <= limit)
        {
            return new(page, total, null);
        }

        page.RemoveAt(limit);
        return new(page, total, cursor(page[^1]));
    }

    private static string Key(int score) => (HighestScore - score).ToString("D7", CultureInfo.InvariantCulture);

    private static bool IsBehind(string key, EntityRef reference, (string Key, EntityRef Ref) cursor, bool descending)
        => string.CompareOrdinal(key, cursor.Key) is not 0 and var byKey ? byKey > 0 != descending : EntityRefOrder.Compare(reference, cursor.Ref) > 0;
}

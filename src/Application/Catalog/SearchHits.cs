namespace Portal.Application.Catalog;

/// <summary>What a text found in one snapshot. Whole result sets are counted, only what is shown is ranked.</summary>
/// <param name="set">All that match.</param>
/// <param name="whole">The text, trimmed, lower case.</param>
/// <param name="words">Its words.</param>
/// <param name="named">Those whose name holds the only word; null when that is not known.</param>
/// <param name="near">True when nothing has the words and these are spelled nearly so.</param>
internal sealed class SearchHits(CatalogEntity[] entities, EntitySet set, string whole, string[] words, EntitySet? named, bool near)
{
    private const int NearScore = 5;

    public EntitySet Set => set;

    public int ScoreOf(int position)
        => near ? NearScore + CatalogSearch.KindWeight(entities[position]) : CatalogSearch.Score(entities[position], whole, words);

    /// <summary>The hits without those that a filter leaves out; null leaves out none.</summary>
    public SearchHits Within(EntitySet? filter)
    {
        if (filter is null)
        {
            return this;
        }

        var narrowed = set.Copy();
        narrowed.Keep(filter);
        return new(entities, narrowed, whole, words, named, near);
    }

    /// <summary>Those among which the best are: when enough names hold the word, nothing else comes before them.</summary>
    public EntitySet BestAmong(int wanted)
    {
        if (named is null || near)
        {
            return set;
        }

        var among = set.Copy();
        among.Keep(named);
        return among.Count >= wanted ? among : set;
    }
}

namespace Portal.Application.Catalog;

/// <summary>All entities in the order of one field, and the place of each in it.</summary>
internal sealed class EntitySort
{
    private readonly CatalogEntity[] _entities;
    private readonly string _field;
    private readonly bool _descending;
    private readonly int[] _order;
    private readonly int[] _places;

    public EntitySort(CatalogEntity[] entities, string field, bool descending)
    {
        (_entities, _field, _descending) = (entities, field, descending);
        var keys = new string[entities.Length];
        _order = new int[entities.Length];
        for (var i = 0; i < entities.Length; i++)
        {
            (keys[i], _order[i]) = (Key(entities[i], field), i);
        }

        // Positions are in the order of refs already.
        Array.Sort(_order, (left, right) => Compare(keys[left], left.CompareTo(right), keys[right]));
        _places = new int[entities.Length];
        for (var i = 0; i < _order.Length; i++)
        {
            _places[_order[i]] = i;
        }
    }

    // U+FFFF sorts what has no value to the end.
    public static string Key(CatalogEntity entity, string field) => field switch
    {
        "name" => entity.DisplayName.ToLowerInvariant(),
        "kind" => entity.Ref.Kind,
        "type" => entity.Type?.ToLowerInvariant() ?? "\uFFFF",
        "owner" => entity.Owner?.Name ?? "\uFFFF",
        "system" => entity.System?.Name ?? "\uFFFF",
        "lifecycle" => entity.Lifecycle?.ToLowerInvariant() ?? "\uFFFF",
        "namespace" => entity.Ref.Namespace,
        _ => "",
    };

    /// <summary>The first entities behind a cursor that are in a set; null: all are.</summary>
    /// <returns>Positions, at most <paramref name="limit"/>.</returns>
    public List<int> Page(EntitySet? set, (string Key, EntityRef Ref)? cursor, int limit)
    {
        var start = cursor is { } after ? Behind(after) : 0;
        return set is not null && (long)set.Count * set.Count < (long)limit * _order.Length ? Picked(set, start, limit) : Walked(set, start, limit);
    }

    private int Compare(string leftKey, int byRef, string rightKey)
        => string.CompareOrdinal(leftKey, rightKey) is not 0 and var byKey
            ? _descending ? -byKey : byKey
            : _descending && leftKey.Length == 0 ? -byRef : byRef; // no key: sorted by ref itself

    private int Behind((string Key, EntityRef Ref) cursor)
    {
        int low = 0, high = _order.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var entity = _entities[_order[middle]];
            if (Compare(Key(entity, _field), EntityRefOrder.Compare(entity.Ref, cursor.Ref), cursor.Key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private List<int> Walked(EntitySet? set, int start, int limit)
    {
        var page = new List<int>(Math.Min(limit, _order.Length));
        for (var i = start; i < _order.Length && page.Count < limit; i++)
        {
            if (set is null || set[_order[i]])
            {
                page.Add(_order[i]);
            }
        }

        return page;
    }

    // Few among many: their places are sorted instead of walking past all the others.
    private List<int> Picked(EntitySet set, int start, int limit)
    {
        List<int> places = new(set.Count);
        foreach (var position in set)
        {
            if (_places[position] >= start)
            {
                places.Add(_places[position]);
            }
        }

        places.Sort();
        return [.. places.Take(limit).Select(p => _order[p])];
    }
}

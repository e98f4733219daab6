using System.Runtime.InteropServices;

namespace Portal.Application.Catalog;

/// <summary>
/// One field of all entities as numbers: which values each entity has, and which entities have each value. A value that many have is kept as a set of bits
/// too, made at its first use.
/// </summary>
internal sealed class EntityColumn
{
    // Above this share a set of bits is no larger than the list.
    private const int DenseShare = 32;

    private readonly int _entities;
    private readonly int[] _valueStarts;
    private readonly int[] _values;
    private readonly int[] _memberStarts;
    private readonly int[] _members;
    private readonly EntitySet?[] _dense;
    private readonly Func<int, IEnumerable<string>> _spellings;
    private readonly Lazy<Dictionary<string, List<int>>> _bySpelling;
    private readonly Lazy<IReadOnlyList<FacetCount>> _allCounts;

    private EntityColumn(int entities, string[] texts, int[] valueStarts, int[] values, Func<int, IEnumerable<string>>? spellings)
    {
        (_entities, Texts, _valueStarts, _values, _spellings) = (entities, texts, valueStarts, values, spellings ?? (v => [texts[v]]));
        (_memberStarts, _members) = Invert(entities, texts.Length, valueStarts, values);
        _dense = new EntitySet?[texts.Length];
        _bySpelling = new(Spellings);
        _allCounts = new(() => Ordered(Enumerable.Range(0, Texts.Length).Select(Occurrences).ToArray()));
    }

    /// <summary>The values, as facets show them, in ordinal order.</summary>
    public string[] Texts { get; }

    /// <summary>A column of texts; null is no value.</summary>
    public static EntityColumn OfTexts(CatalogEntity[] entities, Func<CatalogEntity, string?> value)
    {
        var builder = new Builder<string>(StringComparer.Ordinal, entities.Length);
        foreach (var entity in entities)
        {
            if (value(entity) is { } text)
            {
                builder.Add(text);
            }

            builder.Next();
        }

        return builder.Build(t => t, null);
    }

    /// <summary>A column of several texts each.</summary>
    public static EntityColumn OfLists(CatalogEntity[] entities, Func<CatalogEntity, IEnumerable<string>> values)
    {
        var builder = new Builder<string>(StringComparer.Ordinal, entities.Length);
        foreach (var entity in entities)
        {
            foreach (var text in values(entity))
            {
                builder.Add(text);
            }

            builder.Next();
        }

        return builder.Build(t => t, null);
    }

    /// <summary>A column of refs; a filter may name one in full, by namespace and name, or by its name alone.</summary>
    public static EntityColumn OfRefs(CatalogEntity[] entities, Func<CatalogEntity, EntityRef?> value)
    {
        var builder = new Builder<EntityRef>(RefComparer.Instance, entities.Length);
        foreach (var entity in entities)
        {
            if (value(entity) is { } reference)
            {
                builder.Add(reference);
            }

            builder.Next();
        }

        return builder.Build(r => r.ToString(), r => [r.ToString(), $"{r.Namespace}/{r.Name}", r.Name]);
    }

    /// <summary>The entities with any of the values, whatever their case.</summary>
    public EntitySet With(IReadOnlyList<string> wanted)
    {
        EntitySet? single = null;
        EntitySet? found = null;
        foreach (var text in wanted)
        {
            foreach (var value in _bySpelling.Value.GetValueOrDefault(text) ?? [])
            {
                if (found is null && single is null && Dense(value) is { } dense)
                {
                    single = dense; // most filters name one value: its set is shared, not copied
                    continue;
                }

                found ??= single?.Copy() ?? new EntitySet(_entities);
                AddTo(found, value);
            }
        }

        return found ?? single ?? new EntitySet(_entities);
    }

    /// <summary>How often each value occurs among some entities; null: among all. Most frequent first, then by text.</summary>
    public IReadOnlyList<FacetCount> Count(EntitySet? among)
    {
        if (among is null)
        {
            return _allCounts.Value;
        }

        var counts = new int[Texts.Length];
        foreach (var position in among)
        {
            foreach (var value in _values.AsSpan(_valueStarts[position].._valueStarts[position + 1]))
            {
                counts[value]++;
            }
        }

        return Ordered(counts);
    }

    private static (int[] Starts, int[] Members) Invert(int entities, int texts, int[] valueStarts, int[] values)
    {
        var starts = new int[texts + 1];
        foreach (var value in values)
        {
            starts[value + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var filled = starts.AsSpan(0, texts).ToArray();
        var members = new int[values.Length];
        for (var entity = 0; entity < entities; entity++)
        {
            for (var at = valueStarts[entity]; at < valueStarts[entity + 1]; at++)
            {
                members[filled[values[at]]++] = entity;
            }
        }

        return (starts, members);
    }

    private int Occurrences(int value) => _memberStarts[value + 1] - _memberStarts[value];

    private void AddTo(EntitySet set, int value)
    {
        if (Dense(value) is { } dense)
        {
            set.Add(dense);
        }
        else
        {
            set.Add(_members.AsSpan(_memberStarts[value].._memberStarts[value + 1]));
        }
    }

    private EntitySet? Dense(int value)
    {
        if (Occurrences(value) < _entities / DenseShare)
        {
            return null;
        }

        if (_dense[value] is { } known)
        {
            return known;
        }

        // Two readers may make it at once; both make the same.
        var made = new EntitySet(_entities);
        made.Add(_members.AsSpan(_memberStarts[value].._memberStarts[value + 1]));
        _ = made.Count;
        return _dense[value] = made;
    }

    // Texts are in ordinal order, so count and number together sort as count and text do.
    private List<FacetCount> Ordered(int[] counts)
    {
        var keys = new long[counts.Length];
        var used = 0;
        for (var value = 0; value < counts.Length; value++)
        {
            if (counts[value] > 0)
            {
                keys[used++] = ((long)(int.MaxValue - counts[value]) << 32) | (uint)value;
            }
        }

        Array.Sort(keys, 0, used);
        var ordered = new List<FacetCount>(used);
        foreach (var key in keys.AsSpan(0, used))
        {
            ordered.Add(new(Texts[(int)(uint)key], int.MaxValue - (int)(key >> 32)));
        }

        return ordered;
    }

    private Dictionary<string, List<int>> Spellings()
    {
        var map = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (var value = 0; value < Texts.Length; value++)
        {
            foreach (var spelling in _spellings(value))
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(map, spelling, out _);
                list ??= [];
                list.Add(value);
            }
        }

        return map;
    }

    private sealed class Builder<TValue>(IEqualityComparer<TValue> comparer, int entities)
        where TValue : notnull
    {
        private readonly Dictionary<TValue, int> _numbers = new(comparer);
        private readonly List<TValue> _distinct = [];
        private readonly List<int> _values = new(entities);
        private readonly int[] _starts = new int[entities + 1];
        private int _entity;

        public void Add(TValue value)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out var known);
            if (!known)
            {
                number = _distinct.Count;
                _distinct.Add(value);
            }

            _values.Add(number);
        }

        public void Next() => _starts[++_entity] = _values.Count;

        public EntityColumn Build(Func<TValue, string> text, Func<TValue, IEnumerable<string>>? spellings)
        {
            var texts = _distinct.Select(text).ToArray();
            var order = Enumerable.Range(0, texts.Length).ToArray();
            Array.Sort(order, (left, right) => string.CompareOrdinal(texts[left], texts[right]));
            var place = new int[order.Length];
            for (var i = 0; i < order.Length; i++)
            {
                place[order[i]] = i;
            }

            var sorted = order.Select(i => texts[i]).ToArray();
            var values = order.Select(i => _distinct[i]).ToArray();
            return new(entities, sorted, _starts, [.. _values.Select(v => place[v])], spellings is null ? null : v => spellings(values[v]));
        }
    }
}

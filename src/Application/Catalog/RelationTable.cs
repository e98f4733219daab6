using System.Collections;
using System.Runtime.InteropServices;

namespace Portal.Application.Catalog;

/// <summary>
/// All relations of a snapshot, both directions, as numbers: a node per entity and per dangling target, six bytes per relation and end. A hundred thousand
/// entities with seven relations each would hold 45 MB of structs otherwise.
/// </summary>
internal sealed class RelationTable
{
    private readonly EntityRef[] _refs;
    private readonly Dictionary<EntityRef, int> _nodes;
    private readonly string[] _typeNames;
    private readonly int[] _starts;
    private readonly ushort[] _types;
    private readonly int[] _targets;

    private RelationTable(EntityRef[] refs, Dictionary<EntityRef, int> nodes, string[] typeNames, int[] starts, ushort[] types, int[] targets, DanglingRelation[] dangling)
        => (_refs, _nodes, _typeNames, _starts, _types, _targets, Dangling) = (refs, nodes, typeNames, starts, types, targets, dangling);

    public IReadOnlyList<DanglingRelation> Dangling { get; }

    /// <param name="entities">Ordered by ref, each ref once; entity i is node i.</param>
    /// <param name="kinds">Knows the other reading of each relation type.</param>
    public static RelationTable Of(CatalogEntity[] entities, KindRegistry kinds)
    {
        var nodes = new Dictionary<EntityRef, int>(entities.Length, RefComparer.Instance);
        var refs = new List<EntityRef>(entities.Length);
        foreach (var entity in entities)
        {
            nodes.Add(entity.Ref, refs.Count);
            refs.Add(entity.Ref);
        }

        // Each declared relation, with its target's node; what does not exist gets a node behind the entities.
        var types = new TypeNames(kinds);
        List<(int From, int Target, int Type)> declared = new(entities.Length * 4);
        List<DanglingRelation> dangling = [];
        for (var from = 0; from < entities.Length; from++)
        {
            var entity = entities[from];
            var ownerSeen = entity.Owner is null;
            foreach (var relation in entity.Declares)
            {
                ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(nodes, relation.Target, out var known);
                if (!known)
                {
                    node = refs.Count;
                    refs.Add(relation.Target);
                }

                declared.Add((from, node, types.NumberOf(relation.Type)));
                if (node >= entities.Length)
                {
                    dangling.Add(new(entity.Ref, relation.Type, relation.Target));
                }

                ownerSeen |= entity.Owner == relation.Target && relation.Type == RelationTypes.OwnedBy;
            }

            if (!ownerSeen && !nodes.ContainsKey(entity.Owner!.Value))
            {
                dangling.Add(new(entity.Ref, RelationTypes.OwnedBy, entity.Owner.Value));
            }
        }

        return Arrange([.. refs], nodes, types, declared, entities.Length, [.. dangling]);
    }

    /// <summary>The node of a ref; <see cref="int.MaxValue"/> when nothing has or names it.</summary>
    public int NodeOf(EntityRef reference) => reference.Name is not null && _nodes.TryGetValue(reference, out var node) ? node : int.MaxValue;

    public IReadOnlyList<Relation> Of(EntityRef reference)
        => NodeOf(reference) is var node and < int.MaxValue && _starts[node + 1] > _starts[node] ? new Slice(this, _starts[node], _starts[node + 1] - _starts[node]) : [];

    // Sorted by type, then target, and each once, because both ends may declare the same relation.
    private static RelationTable Arrange(EntityRef[] refs, Dictionary<EntityRef, int> nodes, TypeNames types, List<(int From, int Target, int Type)> declared, int entities, DanglingRelation[] dangling)
    {
        var (rank, byRank) = Ranks(refs, entities);
        var starts = new int[refs.Length + 1];
        foreach (var (from, target, _) in declared)
        {
            starts[from + 1]++;
            starts[target + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var keys = new long[starts[^1]];
        var filled = starts.AsSpan(0, refs.Length).ToArray();
        foreach (var (from, target, type) in declared)
        {
            keys[filled[from]++] = ((long)types.OrderOf(type) << 32) | (uint)rank[target];
            keys[filled[target]++] = ((long)types.InverseOrderOf(type) << 32) | (uint)rank[from];
        }

        var (kept, begin) = (0, 0);
        for (var node = 0; node < refs.Length; node++)
        {
            var own = keys.AsSpan(begin, starts[node + 1] - begin);
            begin = starts[node + 1];
            own.Sort();
            var first = kept;
            foreach (var key in own)
            {
                if (kept == first || keys[kept - 1] != key)
                {
                    keys[kept++] = key;
                }
            }

            starts[node + 1] = kept;
        }

        var (typeOf, targetOf) = (new ushort[kept], new int[kept]);
        for (var i = 0; i < kept; i++)
        {
            (typeOf[i], targetOf[i]) = ((ushort)(keys[i] >> 32), byRank[(int)(uint)keys[i]]);
        }

        return new(refs, nodes, types.Ordered(), starts, typeOf, targetOf, dangling);
    }

    // Entities are in order already; the few dangling targets are sorted and merged in.
    private static (int[] Rank, int[] ByRank) Ranks(EntityRef[] refs, int entities)
    {
        var strangers = Enumerable.Range(entities, refs.Length - entities).ToArray();
        Array.Sort(strangers, (left, right) => EntityRefOrder.Compare(refs[left], refs[right]));
        var (rank, byRank) = (new int[refs.Length], new int[refs.Length]);
        for (int at = 0, own = 0, stranger = 0; at < refs.Length; at++)
        {
            var takesOwn = stranger == strangers.Length || (own < entities && EntityRefOrder.Compare(refs[own], refs[strangers[stranger]]) < 0);
            byRank[at] = takesOwn ? own++ : strangers[stranger++];
            rank[byRank[at]] = at;
        }

        return (rank, byRank);
    }

    private Relation At(int index) => new(_typeNames[_types[index]], _refs[_targets[index]]);

    /// <summary>Relation types as numbers in the order of their names.</summary>
    private sealed class TypeNames(KindRegistry kinds)
    {
        private readonly List<(string Name, int Inverse)> _seen = [];
        private int[]? _order;

        public int NumberOf(string name)
        {
            // A dozen names, nearly always the same string objects.
            for (var i = 0; i < _seen.Count; i++)
            {
                if (ReferenceEquals(_seen[i].Name, name) || _seen[i].Name == name)
                {
                    return i;
                }
            }

            var inverse = kinds.InverseOf(name);
            var number = _seen.Count;
            _seen.Add((name, number + 1));
            if (inverse == name)
            {
                _seen[number] = (name, number);
                return number;
            }

            _seen.Add((inverse, number));
            return number;
        }

        public int OrderOf(int number) => Order()[number];

        public int InverseOrderOf(int number) => Order()[_seen[number].Inverse];

        public string[] Ordered() => [.. _seen.Select(s => s.Name).Order(StringComparer.Ordinal)];

        private int[] Order() => _order ??= [.. _seen.Select(s => _seen.Count(o => string.CompareOrdinal(o.Name, s.Name) < 0))];
    }

    private sealed class Slice(RelationTable table, int start, int count) : IReadOnlyList<Relation>
    {
        public int Count => count;

        public Relation this[int index] => (uint)index < (uint)count ? table.At(start + index) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<Relation> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return table.At(start + i);
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>Refs by their name first: hashing all three parts costs more than the rare name that two kinds share.</summary>
internal sealed class RefComparer : IEqualityComparer<EntityRef>
{
    public static RefComparer Instance { get; } = new();

    public bool Equals(EntityRef x, EntityRef y) => x.Name == y.Name && x.Kind == y.Kind && x.Namespace == y.Namespace;

    public int GetHashCode(EntityRef obj) => StringComparer.Ordinal.GetHashCode(obj.Name) ^ (obj.Kind.Length * 397) ^ (obj.Namespace.Length * 7919);
}

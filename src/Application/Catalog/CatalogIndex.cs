using System.Collections.Concurrent;

namespace Portal.Application.Catalog;

/// <summary>
/// Filters, orders and facets of one snapshot without looking at every entity: columns of numbers, sets of bits and sort orders, each made when it is first
/// asked for. At 100,000 entities all of it together takes some 25 MB.
/// </summary>
internal sealed class CatalogIndex
{
    private readonly CatalogEntity[] _entities;
    private readonly Lazy<EntityColumn> _kind, _namespace, _type, _lifecycle, _owner, _system, _tag, _source;
    private readonly Lazy<EntitySet> _orphans, _errors, _dangling;
    private readonly ConcurrentDictionary<string, Lazy<EntitySort>> _sorts = new(StringComparer.Ordinal);

    public CatalogIndex(CatalogGraph graph, CatalogEntity[] entities)
    {
        _entities = entities;
        _kind = new(() => EntityColumn.OfTexts(entities, e => e.Kind));
        _namespace = new(() => EntityColumn.OfTexts(entities, e => e.Namespace));
        _type = new(() => EntityColumn.OfTexts(entities, e => e.Type));
        _lifecycle = new(() => EntityColumn.OfTexts(entities, e => e.Lifecycle));
        _owner = new(() => EntityColumn.OfRefs(entities, e => e.Owner));
        _system = new(() => EntityColumn.OfRefs(entities, e => e.System));
        _tag = new(() => EntityColumn.OfLists(entities, e => e.Tags));
        _source = new(() => EntityColumn.OfLists(entities, e => e.Sources.Select(s => s.LocationId).OfType<string>().Distinct(StringComparer.Ordinal)));
        _orphans = new(() => Where(e => EntityFilter.IsOrphan(e, graph)));
        _errors = new(() => Where(e => e.Errors.Count > 0));
        _dangling = new(() => Where(e => graph.IsDangling(e.Ref)));
    }

    /// <summary>The entities that a filter means, its text aside; null: all of them. The set may be shared: nobody changes it.</summary>
    public EntitySet? Matching(EntityFilter filter)
    {
        EntitySet? set = null;
        var own = false;
        Narrow(filter.Kind, _kind);
        Narrow(filter.Namespace, _namespace);
        Narrow(filter.Type, _type);
        Narrow(filter.Lifecycle, _lifecycle);
        Narrow(filter.Owner, _owner);
        Narrow(filter.System, _system);
        Narrow(filter.Source, _source);
        foreach (var tag in filter.Tag)
        {
            Keep(_tag.Value.With([tag])); // all of them: tags narrow
        }

        Flag(filter.Errors, _errors);
        Flag(filter.Orphan, _orphans);
        Flag(filter.Dangling, _dangling);
        return set;

        void Narrow(IReadOnlyList<string> wanted, Lazy<EntityColumn> column)
        {
            if (wanted.Count > 0)
            {
                Keep(column.Value.With(wanted));
            }
        }

        void Flag(bool? wanted, Lazy<EntitySet> flagged)
        {
            if (wanted is true)
            {
                Keep(flagged.Value);
            }
            else if (wanted is false)
            {
                (set, own) = (own ? set! : set?.Copy() ?? EntitySet.All(_entities.Length), true);
                set.Remove(flagged.Value);
            }
        }

        void Keep(EntitySet other)
        {
            if (set is null)
            {
                set = other;
                return;
            }

            (set, own) = (own ? set : set.Copy(), true);
            set.Keep(other);
        }
    }

    /// <summary>The column behind a facet, or null when the facet is a path that is read from each entity.</summary>
    public EntityColumn? Column(string facet) => facet switch
    {
        "kind" => _kind.Value,
        "namespace" or "metadata.namespace" => _namespace.Value,
        "type" or "spec.type" => _type.Value,
        "lifecycle" or "spec.lifecycle" => _lifecycle.Value,
        "owner" or "spec.owner" => _owner.Value,
        "system" or "spec.system" => _system.Value,
        "tag" or "metadata.tags" => _tag.Value,
        _ => null,
    };

    /// <summary>The entities that are orphan, dangling or have errors; null for another name.</summary>
    public EntitySet? Flagged(string name) => name switch
    {
        "orphan" => _orphans.Value,
        "dangling" => _dangling.Value,
        "errors" => _errors.Value,
        _ => null,
    };

    public EntitySort Sort(string field, bool descending)
        => _sorts.GetOrAdd(descending ? "-" + field : field, _ => new(() => new EntitySort(_entities, field, descending))).Value;

    /// <summary>Makes what another snapshot's readers had needed.</summary>
    public void WarmLike(CatalogIndex earlier)
    {
        foreach (var (mine, other) in new[] { (_kind, earlier._kind), (_namespace, earlier._namespace), (_type, earlier._type), (_lifecycle, earlier._lifecycle), (_owner, earlier._owner), (_system, earlier._system), (_tag, earlier._tag), (_source, earlier._source) })
        {
            if (other.IsValueCreated)
            {
                _ = mine.Value;
            }
        }

        foreach (var (mine, other) in new[] { (_orphans, earlier._orphans), (_errors, earlier._errors), (_dangling, earlier._dangling) })
        {
            if (other.IsValueCreated)
            {
                _ = mine.Value;
            }
        }

        foreach (var name in earlier._sorts.Keys)
        {
            Sort(name.TrimStart('-'), name.StartsWith('-'));
        }
    }

    private EntitySet Where(Func<CatalogEntity, bool> condition)
    {
        var set = new EntitySet(_entities.Length);
        for (var i = 0; i < _entities.Length; i++)
        {
            if (condition(_entities[i]))
            {
                set.Add(i);
            }
        }

        _ = set.Count;
        return set;
    }
}

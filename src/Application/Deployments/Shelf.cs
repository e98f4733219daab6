namespace Portal.Application.Deployments;

/// <summary>Objects of one kind, by uid and by namespace, and the list of them that pictures share until one changes. Not thread-safe.</summary>
internal sealed class Shelf<T>
    where T : class, IObserved
{
    private readonly Dictionary<string, T> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Name), T> _byName = [];
    private readonly Dictionary<string, HashSet<string>> _inNamespace = new(StringComparer.Ordinal);
    private IReadOnlyList<T>? _list;

    /// <summary>The portal may not list the kind: what is not here may be there.</summary>
    public bool Forbidden { get; private set; }

    public IEnumerable<string> Uids => _byUid.Keys;

    /// <summary>Nothing changed since <see cref="List"/> was last read.</summary>
    public bool Unchanged => _list is not null;

    /// <summary>All objects; null when the portal may not list them.</summary>
    public IReadOnlyList<T>? List => Forbidden ? null : _list ??= [.. _byUid.Values];

    public T? Find(string uid) => _byUid.GetValueOrDefault(uid);

    public T? Named(string @namespace, string name) => _byName.GetValueOrDefault((@namespace, name));

    public IEnumerable<T> In(string @namespace) => _inNamespace.TryGetValue(@namespace, out var uids) ? uids.Select(u => _byUid[u]) : [];

    /// <returns>What was there before, or null.</returns>
    public T? Put(T item)
    {
        var old = Remove(item.Metadata.Uid);
        _byUid[item.Metadata.Uid] = item;
        _list = null;
        _byName[(item.Metadata.Namespace, item.Metadata.Name)] = item;
        (_inNamespace.TryGetValue(item.Metadata.Namespace, out var uids) ? uids : _inNamespace[item.Metadata.Namespace] = new(StringComparer.Ordinal)).Add(item.Metadata.Uid);
        return old;
    }

    /// <returns>What was there, or null.</returns>
    public T? Remove(string uid)
    {
        if (!_byUid.Remove(uid, out var old))
        {
            return null;
        }

        // An object of the same name that was made anew may be here already: that one stays.
        var key = (old.Metadata.Namespace, old.Metadata.Name);
        if (_byName.GetValueOrDefault(key)?.Metadata.Uid == uid)
        {
            _byName.Remove(key);
        }

        if (_inNamespace.TryGetValue(old.Metadata.Namespace, out var uids) && uids.Remove(uid) && uids.Count == 0)
        {
            _inNamespace.Remove(old.Metadata.Namespace);
        }

        _list = null;
        return old;
    }

    /// <returns>True when it is another answer than before.</returns>
    public bool Forbid(bool forbidden)
    {
        if (Forbidden == forbidden)
        {
            return false;
        }

        (Forbidden, _list) = (forbidden, null);
        return true;
    }
}

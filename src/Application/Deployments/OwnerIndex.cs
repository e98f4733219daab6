namespace Portal.Application.Deployments;

/// <summary>Owner -> owned, by uid or by name. Not thread-safe.</summary>
internal sealed class OwnerIndex
{
    private static readonly HashSet<string> None = [];
    private readonly Dictionary<string, HashSet<string>> _owned = new(StringComparer.Ordinal);

    public HashSet<string> this[string owner] => _owned.GetValueOrDefault(owner) ?? None;

    public void Add(string? owner, string uid)
    {
        if (owner is { Length: > 0 })
        {
            (_owned.TryGetValue(owner, out var set) ? set : _owned[owner] = new(StringComparer.Ordinal)).Add(uid);
        }
    }

    public void Remove(string? owner, string uid)
    {
        if (owner is { Length: > 0 } && _owned.TryGetValue(owner, out var set) && set.Remove(uid) && set.Count == 0)
        {
            _owned.Remove(owner);
        }
    }
}

using System.Collections.Immutable;

namespace Portal.Application.Packages;

/// <summary>Names under which a service itself is built, from its manifests: the reverse of what it depends on. In memory; read in the background.</summary>
public sealed class OwnPackages
{
    private ImmutableDictionary<string, IReadOnlyList<OwnPackage>> _of = ImmutableDictionary.Create<string, IReadOnlyList<OwnPackage>>(StringComparer.Ordinal);
    private long _version;

    /// <summary>Grows with each change.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>By full ref.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<OwnPackage>> All => _of;

    public void Put(string entity, IReadOnlyList<OwnPackage> names)
    {
        if ((_of.TryGetValue(entity, out var known) ? known : []).SequenceEqual(names))
        {
            return;
        }

        ImmutableInterlocked.Update(ref _of, all => names.Count == 0 ? all.Remove(entity) : all.SetItem(entity, names));
        Interlocked.Increment(ref _version);
    }

    public void Keep(IReadOnlySet<string> entities)
    {
        foreach (var gone in _of.Keys.Where(k => !entities.Contains(k)).ToList())
        {
            Put(gone, []);
        }
    }
}

/// <param name="Name">Assembly, npm, Python or Maven package, or Go module.</param>
/// <param name="Manifest">Name of the file that says so.</param>
public sealed record OwnPackage(string Name, string Manifest);

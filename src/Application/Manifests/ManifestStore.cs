using System.Collections.Concurrent;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>What git says about each service, in memory; pages read it, and only the refresh in the background writes it. Thread-safe.</summary>
public sealed class ManifestStore
{
    private readonly ConcurrentDictionary<string, ServiceManifests> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _wanted = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Grows with each reading.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Told when somebody wants a service looked at now.</summary>
    public Action? Wanted { get; set; }

    public IEnumerable<ServiceManifests> All => _known.Values;

    public ServiceManifests? Of(EntityRef service) => _known.GetValueOrDefault(service.ToString());

    public void Put(ServiceManifests manifests)
    {
        _known[manifests.Service] = manifests;
        Interlocked.Increment(ref _version);
    }

    public void Keep(IReadOnlySet<string> services)
    {
        foreach (var gone in _known.Keys.Where(k => !services.Contains(k)).ToList())
        {
            _known.TryRemove(gone, out _);
            Interlocked.Increment(ref _version);
        }
    }

    public void Want(EntityRef service)
    {
        _wanted[service.ToString()] = true;
        Wanted?.Invoke();
    }

    /// <summary>Whether somebody asked for it since the last time this was asked.</summary>
    public bool TakeWish(string service) => _wanted.TryRemove(service, out _);
}

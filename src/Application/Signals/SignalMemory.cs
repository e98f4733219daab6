using System.Collections.Frozen;

namespace Portal.Application.Signals;

/// <summary>The signals that pages read; replaced as a whole when they change.</summary>
public sealed class SignalMemory : IServiceSignals
{
    private sealed record Look(IReadOnlyList<ServiceSignal> All, FrozenDictionary<string, IReadOnlyList<ServiceSignal>> ByService);

    private Look _look = new([], FrozenDictionary<string, IReadOnlyList<ServiceSignal>>.Empty);

    public IReadOnlyList<ServiceSignal> All => Volatile.Read(ref _look).All;

    public IReadOnlyList<ServiceSignal> Of(string service) => Volatile.Read(ref _look).ByService.GetValueOrDefault(service, []);

    public void Replace(IEnumerable<ServiceSignal> signals)
    {
        IReadOnlyList<ServiceSignal> all = [.. signals.OrderByDescending(s => s.StartsAt).ThenByDescending(s => s.Id)];
        Volatile.Write(ref _look, new(all, all.Where(s => s.Service is not null).GroupBy(s => s.Service!, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => (IReadOnlyList<ServiceSignal>)[.. g], StringComparer.Ordinal)));
    }
}

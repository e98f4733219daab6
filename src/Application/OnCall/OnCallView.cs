using System.Collections.Concurrent;
using System.Collections.Frozen;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>A rota with where it is declared.</summary>
/// <param name="Stored">The row behind it; null for one of a descriptor.</param>
/// <param name="DeclaredIn">Ref of the entity whose descriptor declares it; null for one of the database.</param>
public sealed record RotaEntry(RotaDefinition Rota, RotaInput Input, StoredRota? Stored, string? DeclaredIn)
{
    public string Name => Rota.Name;
}

/// <summary>A rota that is declared and cannot be used, and why.</summary>
/// <param name="Entity">The descriptor's entity, or the owner of the stored rota.</param>
public sealed record BrokenRota(string Entity, string Name, IReadOnlyList<RotaFault> Faults);

/// <summary>One consistent look at all rotas over one state of the catalog; pages, API and the resolver read this and no database.</summary>
public sealed partial class OnCallView
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(29);
    private static readonly TimeSpan Behind = TimeSpan.FromDays(8);
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(400);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(20);

    private readonly FrozenDictionary<string, RotaEntry> _byName;
    private readonly ILookup<string, RotaEntry> _byOwner;
    private readonly ILookup<string, RotaOverride> _overrides;
    private readonly ILookup<string, RotaSwap> _swaps;
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<RotaSlice> Slices)> _slices = new(StringComparer.Ordinal);

    internal OnCallView(CatalogGraph graph, IReadOnlyList<RotaEntry> rotas, IReadOnlyList<BrokenRota> broken, OnCallData data)
    {
        (Graph, Rotas, Broken, Data) = (graph, rotas, broken, data);
        _byName = rotas.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);
        _byOwner = rotas.ToLookup(r => r.Rota.Owner, StringComparer.Ordinal);
        _overrides = data.Overrides.ToLookup(o => o.Rota, StringComparer.Ordinal);
        _swaps = data.Swaps.ToLookup(s => s.Rota, StringComparer.Ordinal);
    }

    public CatalogGraph Graph { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<RotaEntry> Rotas { get; }

    public IReadOnlyList<BrokenRota> Broken { get; }

    internal OnCallData Data { get; }

    public RotaEntry? Find(string? name) => name is null ? null : _byName.GetValueOrDefault(name);

    /// <summary>Rotas of a team or service: the one its annotation names first, then as declared.</summary>
    public IReadOnlyList<RotaEntry> OwnedBy(EntityRef owner)
    {
        var named = Graph.Find(owner) is { } entity ? Find(entity.Annotations.GetValueOrDefault(OnCallPeople.OnCallAnnotation)?.Trim()) : null;
        var own = _byOwner[owner.ToString()];
        return named is null ? [.. own] : [named, .. own.Where(r => r.Name != named.Name)];
    }

    /// <summary>The rota of a team or service that is asked first, or null.</summary>
    public RotaEntry? FirstOf(EntityRef owner) => OwnedBy(owner) is [var first, ..] ? first : null;

    public IEnumerable<RotaOverride> OverridesOf(string rota) => _overrides[rota];

    public IEnumerable<RotaSwap> SwapsOf(string rota) => _swaps[rota];

    /// <summary>The final schedule in a stretch of at most 400 days.</summary>
    public IReadOnlyList<RotaSlice> SlicesOf(RotaEntry rota, DateTimeOffset from, DateTimeOffset until)
        => RotaSchedule.Slices(rota.Rota, _overrides[rota.Name], _swaps[rota.Name], from, until - from > Farthest ? from + Farthest : until);

    /// <summary>The final schedule around now, far enough for who was, is and comes next; kept until it grows old.</summary>
    public IReadOnlyList<RotaSlice> Around(RotaEntry rota, DateTimeOffset now)
    {
        if (_slices.TryGetValue(rota.Name, out var kept) && kept.At <= now && now - kept.At < Fresh)
        {
            return kept.Slices;
        }

        var turn = rota.Rota.Layers.Max(l => l.Turn.OnTheWall);
        var ahead = Ahead + Fresh + turn + turn;
        var slices = SlicesOf(rota, now - Behind - turn, now + (ahead > Farthest ? Farthest : ahead));
        _slices[rota.Name] = (now, slices);
        return slices;
    }

    /// <summary>Stretches of the next four weeks in which the rota has nobody.</summary>
    public IReadOnlyList<OnCallGap> GapsOf(RotaEntry rota, DateTimeOffset now)
    {
        var end = now + TimeSpan.FromDays(28);
        return [.. Around(rota, now).Where(s => s.Cause == SliceCause.Gap && s.Until > now && s.From < end).Select(s => new OnCallGap(s.From < now ? now : s.From, s.Until > end ? end : s.Until))];
    }
}

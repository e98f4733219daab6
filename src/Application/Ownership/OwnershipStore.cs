using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Ownership;

/// <summary>Section Ownership of the settings.</summary>
public sealed class OwnershipOptions
{
    public const string Section = "Ownership";

    /// <summary>Days that a confirmation of an owner lasts.</summary>
    [Range(1, 3650)]
    public int VerifyEveryDays { get; init; } = 180;
}

/// <summary>A confirmation as it is shown.</summary>
public sealed record AttestationEntry(string Entity, string Owner, string ConfirmedBy, DateTimeOffset ConfirmedAt);

/// <summary>A decision about a suggested owner as it is shown.</summary>
/// <param name="Branch">Of the pull request that writes the owner into the descriptor; null: there is none.</param>
/// <param name="Url">Its page; null where the server has none.</param>
/// <param name="Words">What is to be done next, or why there is none.</param>
public sealed record DecisionEntry(string Entity, string Owner, bool Accepted, string? Reason, string DecidedBy, DateTimeOffset DecidedAt, string? Branch, string? Url, string? Words)
{
    internal static DecisionEntry Of(OwnerSuggestionDecision d) => new(d.Entity, d.Owner, d.Accepted, d.Reason, d.DecidedBy, d.DecidedAt, d.ChangeBranch, d.ChangeUrl, d.ChangeWords);
}

/// <summary>Somebody who is gone, as it was first seen.</summary>
public sealed record LeaverEntry(string Person, string Name, string Cause, DateTimeOffset SeenAt);

/// <summary>Whether somebody has confirmed of late that an entity belongs to whom it says.</summary>
/// <param name="State">verified, expired, unverified (nobody has confirmed this owner yet), unowned.</param>
/// <param name="ExpiresAt">Of the confirmation; null without one.</param>
public sealed record Verification(string State, string? Owner, string? ConfirmedBy, DateTimeOffset? ConfirmedAt, DateTimeOffset? ExpiresAt);

/// <summary>Confirmations, decisions and leavers in memory; read anew after a change and every few seconds. When the database does not answer, the last look stays, with its age.</summary>
public sealed class OwnershipStore(IPortalDbFactory databases, IOptions<OwnershipOptions> options, TimeProvider clock) : IDisposable
{
    private sealed record Look(FrozenDictionary<string, AttestationEntry> Attestations, IReadOnlyList<DecisionEntry> Decisions, IReadOnlyList<LeaverEntry> Leavers);

    private const int MostAtOnce = 500;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _everKnown = new(StringComparer.Ordinal);
    private Look _look = new(FrozenDictionary<string, AttestationEntry>.Empty, [], []);

    /// <summary>When the database was last read; null before the first time.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    public IReadOnlyList<LeaverEntry> Leavers => Volatile.Read(ref _look).Leavers;

    /// <summary>Whether the catalog ever held it; null while <see cref="LearnAsync"/> has not looked.</summary>
    public bool? EverKnown(string reference) => _everKnown.TryGetValue(reference, out var known) ? known : null;

    /// <summary>Looks in the history of the catalog whether it ever held these.</summary>
    public async Task LearnAsync(IReadOnlyList<string> references, CancellationToken ct)
    {
        await using var db = databases.Create();
        foreach (var some in references.Chunk(MostAtOnce))
        {
            var known = await db.Set<CatalogChange>().AsNoTracking().Where(c => some.Contains(c.Ref)).Select(c => c.Ref).Distinct().ToListAsync(ct);
            foreach (var reference in some)
            {
                _everKnown[reference] = known.Contains(reference, StringComparer.Ordinal);
            }
        }
    }

    public IEnumerable<DecisionEntry> DecisionsOf(string entity) => Volatile.Read(ref _look).Decisions.Where(d => d.Entity == entity);

    public Verification Of(CatalogGraph graph, EntityRef entity)
    {
        if (graph.Related(entity, RelationTypes.OwnedBy).Cast<EntityRef?>().FirstOrDefault() is not { } owner)
        {
            return new("unowned", null, null, null, null);
        }

        // Another owner than the confirmed one has been confirmed by nobody.
        if (Volatile.Read(ref _look).Attestations.GetValueOrDefault(entity.ToString()) is not { } said || said.Owner != owner.ToString())
        {
            return new("unverified", owner.ToString(), null, null, null);
        }

        var expires = said.ConfirmedAt.AddDays(options.Value.VerifyEveryDays);
        return new(expires <= clock.GetUtcNow() ? "expired" : "verified", said.Owner, said.ConfirmedBy, said.ConfirmedAt, expires);
    }

    public async Task ReloadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct); // one at a time: a look that began earlier must not replace a later one
        try
        {
            await using var db = databases.Create();
            var said = await db.Set<OwnershipAttestation>().AsNoTracking().Select(a => new AttestationEntry(a.Entity, a.Owner, a.ConfirmedBy, a.ConfirmedAt)).ToListAsync(ct);
            var decisions = await db.Set<OwnerSuggestionDecision>().AsNoTracking().Select(d => new DecisionEntry(d.Entity, d.Owner, d.Accepted, d.Reason, d.DecidedBy, d.DecidedAt, d.ChangeBranch, d.ChangeUrl, d.ChangeWords)).ToListAsync(ct);
            var leavers = await db.Set<OwnershipLeaver>().AsNoTracking().Where(l => l.BackAt == null).OrderByDescending(l => l.SeenAt).Select(l => new LeaverEntry(l.Person, l.Name, l.Cause, l.SeenAt)).ToListAsync(ct);
            Volatile.Write(ref _look, new(said.ToFrozenDictionary(a => a.Entity, StringComparer.Ordinal), decisions, leavers));
            ReadAt = clock.GetUtcNow();
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}

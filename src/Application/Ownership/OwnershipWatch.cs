using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>Tells others, once, of people who are gone and of confirmations that have run out. Rows decide which replica tells.</summary>
public sealed class OwnershipWatch(OnCallDirectory directory, OwnershipStore store, IPortalDbFactory databases, IOutgoingEvents events, IOptions<OwnershipOptions> options, TimeProvider clock)
{
    private const int MostInEvent = 100;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Looks at the catalog as it is now; to be called after each change.</summary>
    public async Task LookForLeaversAsync(CancellationToken ct)
    {
        var missing = Leavers.In(directory.Now(), store.Leavers, store.EverKnown);
        await store.LearnAsync([.. missing.Where(l => l.Cause is Leaver.Missing or Leaver.Unknown).Select(l => l.Person)], ct);

        // Who is misspelt has not left: nobody is told.
        var leavers = Leavers.In(directory.Now(), store.Leavers, store.EverKnown).Where(l => l.Cause is not (Leaver.Unknown or Leaver.Missing)).ToList();
        var changed = false;
        foreach (var leaver in leavers.Where(l => l.SeenAt is null && l.Person.Length <= OwnershipAttestation.RefMaxLength))
        {
            if (await WriteAsync(leaver, ct))
            {
                changed = true;
                await events.PublishAsync(
                    new(OutgoingEventTypes.PersonDeactivated, leaver.Person, $"{leaver.Name} is {leaver.Cause}: {leaver.Affected.Count(a => a.Kind == "component")} services are affected",
                        new JsonObject { ["person"] = leaver.Person, ["cause"] = leaver.Cause, ["affected"] = JsonSerializer.SerializeToNode(leaver.Affected.Take(MostInEvent), Web), ["total"] = leaver.Affected.Count })
                    { Path = "/ownership/leavers" }, ct);
            }
        }

        changed |= await WriteBackAsync([.. leavers.Select(l => l.Person)], ct);
        if (changed)
        {
            await store.ReloadAsync(ct);
        }
    }

    /// <summary>Tells of each confirmation that has run out since the last look.</summary>
    public async Task LookForExpiredAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var graph = directory.Now().Graph;
        var limit = clock.GetUtcNow().AddDays(-options.Value.VerifyEveryDays);
        foreach (var row in await db.Set<OwnershipAttestation>().Where(a => a.ConfirmedAt <= limit && a.ToldExpiredAt == null).OrderBy(a => a.ConfirmedAt).Take(MostInEvent).ToListAsync(ct))
        {
            (row.ToldExpiredAt, row.Version) = (clock.GetUtcNow(), row.Version + 1);
            var isTheirs = EntityRef.TryParse(row.Entity, out var entity) && store.Of(graph, entity) is { State: "expired" };
            if (await db.SaveAsync(ct) == SaveOutcome.Saved && isTheirs)
            {
                var lead = EntityRef.TryParse(row.Owner, out var owner) ? OnCallPeople.LeadOf(graph, graph.Find(owner)) : null;
                await events.PublishAsync(
                    new(OutgoingEventTypes.OwnershipExpired, row.Entity, $"Nobody has confirmed for {options.Value.VerifyEveryDays} days that {row.Entity} belongs to {row.Owner}",
                        new JsonObject { ["entity"] = row.Entity, ["owner"] = row.Owner, ["confirmedBy"] = row.ConfirmedBy, ["confirmedAt"] = row.ConfirmedAt.ToString("O") })
                    { Path = "/ownership?state=expired", People = lead is null ? [] : [lead.Ref.ToString()] }, ct);
            }

            db.Forget(); // a lost race leaves the row as another replica wrote it
        }
    }

    private async Task<bool> WriteAsync(Leaver leaver, CancellationToken ct)
    {
        await using var db = databases.Create();
        var row = await db.Set<OwnershipLeaver>().FirstOrDefaultAsync(l => l.Person == leaver.Person, ct);
        if (row is { BackAt: null })
        {
            return false; // told already
        }

        var name = leaver.Name.Length > OwnershipAttestation.RefMaxLength ? leaver.Name[..OwnershipAttestation.RefMaxLength] : leaver.Name;
        row ??= db.Set<OwnershipLeaver>().Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), Person = leaver.Person, Name = name, Cause = leaver.Cause }).Entity;
        (row.Cause, row.SeenAt, row.BackAt, row.Version) = (leaver.Cause, clock.GetUtcNow(), null, row.Version + 1);
        return await db.SaveAsync(ct) == SaveOutcome.Saved;
    }

    private async Task<bool> WriteBackAsync(HashSet<string> gone, CancellationToken ct)
    {
        var back = store.Leavers.Where(l => !gone.Contains(l.Person)).Select(l => l.Person).ToList();
        if (back.Count == 0)
        {
            return false;
        }

        await using var db = databases.Create();
        foreach (var row in await db.Set<OwnershipLeaver>().Where(l => l.BackAt == null && back.Contains(l.Person)).ToListAsync(ct))
        {
            (row.BackAt, row.Version) = (clock.GetUtcNow(), row.Version + 1);
        }

        return await db.SaveAsync(ct) == SaveOutcome.Saved;
    }
}

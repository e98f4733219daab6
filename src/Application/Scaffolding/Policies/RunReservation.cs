using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>Something that starts of runs are counted by: a person, a team, a name. Every start takes it to its next version, so of two starts that have counted the same rows one is refused by the database and counts again.</summary>
public sealed class ScaffoldGate
{
    public const int KeyMaxLength = 300;

    /// <summary>person:REF, team:REF or name:NUMBER, lower case.</summary>
    public required string Key { get; init; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>Starts of this process, one after another: the database settles races between processes, and a race within one would only be work done twice.</summary>
internal sealed class RunStarts : IDisposable
{
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public void Dispose() => Turn.Dispose();
}

/// <summary>Counts and saves as one: what was free when it was counted is still free when the run is there.</summary>
internal sealed class RunReservation(IPortalDb db, RunStarts starts)
{
    private const int Tries = 20;
    private const int Names = 64;

    /// <param name="person">Ref of who starts it.</param>
    /// <param name="team">Ref of the team it is made for, or null.</param>
    /// <param name="name">What is made.</param>
    /// <param name="count">Counts what limits the start; asked again after a lost race.</param>
    /// <param name="add">Adds the rows to the unit of work; done again after a lost race.</param>
    /// <returns>Why the run may not begin, or null when it is saved.</returns>
    public async Task<Failure?> SaveAsync(string person, string? team, string name, Func<Task<IReadOnlyList<RunCheck>>> count, Action add, CancellationToken ct)
    {
        string[] keys = [.. new[] { $"person:{person}", team is null ? null : $"team:{team}", $"name:{Bucket(name)}" }.OfType<string>().Select(k => (k.Length <= ScaffoldGate.KeyMaxLength ? k : k[..ScaffoldGate.KeyMaxLength]).ToLowerInvariant())];
        await starts.Turn.WaitAsync(ct);
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                db.Forget();

                // Read before anything is counted: whoever saves after this has moved them.
                var gates = await db.Set<ScaffoldGate>().Where(g => keys.Contains(g.Key)).ToListAsync(ct);
                if (RunChecks.Refusal(await count()) is { } refusal)
                {
                    return refusal;
                }

                gates.ForEach(g => g.Version++);
                db.Set<ScaffoldGate>().AddRange(keys.Except(gates.Select(g => g.Key), StringComparer.Ordinal).Select(k => new ScaffoldGate { Key = k, Version = 1 }));
                add();
                if (await db.SaveAsync(ct) == SaveOutcome.Saved)
                {
                    return null;
                }
            }

            return new Unavailable("scaffold.busy", "So many runs are being started at this moment that this one found no turn, and nothing was made. Start it again.");
        }
        finally
        {
            starts.Turn.Release();
        }
    }

    // A row for each name would stay for ever; sixty-four stand for all.
    private static int Bucket(string name) => (int)(name.ToLowerInvariant().Aggregate(17u, (hash, c) => unchecked((hash * 31) + c)) % Names);
}

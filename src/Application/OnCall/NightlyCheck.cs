using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Application.Common;

namespace Portal.Application.OnCall;

/// <summary>Makes the check of a night once, however many replicas there are: whoever writes the night's row first makes it, and another one takes over when the first ends before it is done.</summary>
public sealed class NightlyCheck(LivenessCheck check, IPortalDbFactory databases, IOptions<OnCallOptions> options, TimeProvider clock)
{
    /// <summary>How long a replica has for it. Checking takes seconds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private const string Portal = "system:portal";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(60);

    private readonly string _me = Guid.NewGuid().ToString("N");

    /// <summary>When the last check had to be made, as of a moment.</summary>
    public static DateTimeOffset LastDue(DateTimeOffset now, int hour)
    {
        var tonight = new DateTimeOffset(now.UtcDateTime.Date.AddHours(hour), TimeSpan.Zero);
        return tonight <= now ? tonight : tonight.AddDays(-1);
    }

    /// <summary>Makes the check that is due, unless it is made or another replica is at it.</summary>
    /// <returns>Whether it was made here and now.</returns>
    /// <remarks>Throws what the database throws; the check is tried again when the lease has run out.</remarks>
    public async Task<bool> RunIfDueAsync(CancellationToken ct)
    {
        var due = LastDue(clock.GetUtcNow(), options.Value.CheckHour);
        if (!await TakeAsync(due, ct))
        {
            return false;
        }

        await check.RunAsync(Portal, ct);
        await FinishAsync(due, ct);
        return true;
    }

    internal async Task<bool> TakeAsync(DateTimeOffset due, CancellationToken ct)
    {
        await using var db = databases.Create();
        var now = clock.GetUtcNow();
        var night = await db.Set<OnCallNight>().FirstOrDefaultAsync(n => n.DueAt == due, ct);
        if (night is { DoneAt: not null } || night?.HeldUntil > now || (night is null && await db.Set<OnCallCheck>().AnyAsync(c => c.StartedAt >= due && c.RequestedBy != Portal, ct)))
        {
            return false;
        }

        night ??= db.Set<OnCallNight>().Add(new() { Id = Guid.CreateVersion7(now), DueAt = due, HeldBy = _me }).Entity;
        (night.HeldBy, night.HeldUntil, night.Version) = (_me, now + Lease, night.Version + 1);
        return await db.SaveAsync(ct) == SaveOutcome.Saved; // another replica was first otherwise
    }

    private async Task FinishAsync(DateTimeOffset due, CancellationToken ct)
    {
        await using var db = databases.Create();
        var now = clock.GetUtcNow();
        if (await db.Set<OnCallNight>().FirstOrDefaultAsync(n => n.DueAt == due, ct) is { } night)
        {
            (night.DoneAt, night.Version) = (now, night.Version + 1);
            await db.SaveAsync(ct);
        }

        var oldest = now - Kept;
        await db.Set<OnCallNight>().Where(n => n.DueAt < oldest).ExecuteDeleteAsync(ct);
    }
}

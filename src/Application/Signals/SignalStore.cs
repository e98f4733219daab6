using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Signals;

/// <summary>Keeps the memory of signals fresh, and the table small.</summary>
public sealed class SignalStore(IPortalDbFactory databases, SignalMemory memory, ILiveFeed feed, TimeProvider clock)
{
    public const int KeptDays = 180;

    /// <summary>Topic of the live feed on which any signal changes.</summary>
    public const string Topic = "signals";

    private const int MostInMemory = 5000;
    private static readonly TimeSpan InMemory = TimeSpan.FromDays(30);

    public async Task ReloadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var since = clock.GetUtcNow() - InMemory;
        var rows = await db.Set<Signal>().AsNoTracking().Where(s => s.EndsAt == null || s.EndsAt > since).OrderByDescending(s => s.Id).Take(MostInMemory).ToListAsync(ct);
        memory.Replace(rows.Select(r => r.View()));
    }

    /// <summary>Tells the pages of these services.</summary>
    public void Announce(IEnumerable<string> services)
    {
        foreach (var service in services.Distinct(StringComparer.Ordinal))
        {
            if (EntityRef.TryParse(service, out var reference))
            {
                feed.Publish(Topics.Service(reference.Namespace, reference.Name));
            }
        }

        feed.Publish(Topic);
    }

    /// <returns>How many rows went.</returns>
    public async Task<int> CleanAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var before = clock.GetUtcNow().AddDays(-KeptDays);
        return await db.Set<Signal>().Where(s => s.EndsAt != null && s.EndsAt < before).ExecuteDeleteAsync(ct);
    }
}

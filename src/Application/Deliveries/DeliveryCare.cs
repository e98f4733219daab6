using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Deliveries;

/// <summary>Takes old rows out of the log.</summary>
public sealed class DeliveryCare(IPortalDbFactory databases, TimeProvider clock)
{
    public const int KeptDays = 90;

    /// <returns>How many rows went.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var before = clock.GetUtcNow().AddDays(-KeptDays);
        return await db.Set<Delivery>().Where(d => d.EndedAt != null && d.EndedAt < before).ExecuteDeleteAsync(ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Infrastructure.Persistence;

/// <summary>Brings the database to the newest migration; used at start and by <c>portal migrate</c>.</summary>
public sealed class DatabaseMigrator(IPortalDbFactory databases)
{
    /// <returns>The names of the migrations that were applied now.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await using var db = (PortalDbContext)databases.Create();
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        await db.Database.MigrateAsync(ct);
        return pending;
    }
}

using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deliveries;

namespace Portal.Application.Signals;

/// <summary>Whether an alert still fires, from the row and not from memory: another replica may have taken its end.</summary>
internal sealed class SignalStanding(IPortalDbFactory databases) : IDeliveryStanding
{
    private const string Prefix = "signal:";

    public static string About(Signal signal) => Prefix + signal.Id.ToString(CultureInfo.InvariantCulture);

    public async Task<DeliveryStanding?> OfAsync(string about, CancellationToken ct)
    {
        if (!about.StartsWith(Prefix, StringComparison.Ordinal) || !long.TryParse(about.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        await using var db = databases.Create();
        return await db.Set<Signal>().AsNoTracking().Where(s => s.Id == id).Select(s => new DeliveryStanding(s.StartsAt, s.EndsAt)).SingleOrDefaultAsync(ct);
    }
}

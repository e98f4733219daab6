using Portal.Application.Deliveries;

namespace Portal.Web.Features.Deliveries;

/// <summary>Writes refused messages into the delivery log, at most a few a minute: whoever may not come in must not fill the database.</summary>
public sealed class RefusalLog(DeliveryStore log, TimeProvider clock)
{
    private const int MostPerMinute = 20;

    private readonly Lock _gate = new();
    private DateTimeOffset _minute;
    private int _count;

    public Task NoteAsync(DeliveryChannel channel, string type, HttpContext context, string refusal, CancellationToken ct)
        => MayWrite() ? log.NoteIncomingAsync(channel, type, null, "Refused", context.Connection.RemoteIpAddress?.ToString() ?? "unknown", "", refusal, ct) : Task.CompletedTask;

    private bool MayWrite()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1))
            {
                (_minute, _count) = (now, 0);
            }

            return _count++ < MostPerMinute;
        }
    }
}

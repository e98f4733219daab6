using Portal.Application.Deliveries;

namespace Portal.Web.Features.Deliveries;

/// <summary>A delivery in words.</summary>
public static class DeliveryWords
{
    /// <summary>The state helper's word.</summary>
    public static string State(DeliveryRow row) => row.Status switch { "delivered" or "accepted" => "succeeded", "failed" => "failed", "refused" => "refused", _ => row.Attempts > 0 ? "waiting" : "queued" };

    /// <summary>What stands beneath it; null when there is nothing to add.</summary>
    public static string? Note(DeliveryRow row) => row switch
    {
        { LastError: { } error } => row.NextAttemptAt is { } next ? $"{error} Try {row.Attempts + 1} at {next.UtcDateTime:HH:mm:ss} UTC." : error,
        { Attempts: > 1 } => $"at try {row.Attempts}",
        _ => null,
    };
}

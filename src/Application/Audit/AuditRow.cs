namespace Portal.Application.Audit;

/// <summary>One change, or one refused or failed attempt at one. Rows are only ever added.</summary>
public sealed class AuditRow
{
    public const int TextMaxLength = 256;

    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Who: an entity ref (user:default/jun.park), a token (token:ci) or system:portal.</summary>
    public required string Actor { get; init; }

    public required string ActorName { get; init; }

    /// <summary>Stable dotted verb, for instance <c>catalog.location.registered</c>.</summary>
    public required string Action { get; init; }

    public required string Subject { get; init; }

    /// <summary>succeeded, refused (access), or failed.</summary>
    public required string Outcome { get; set; }

    /// <summary>Why it was refused or failed; the reason given by the caller where one is asked for.</summary>
    public string? Reason { get; set; }

    /// <summary>JSON of the thing before the change; never holds secrets.</summary>
    public string? Before { get; set; }

    /// <summary>JSON of the thing after the change; never holds secrets.</summary>
    public string? After { get; set; }
}

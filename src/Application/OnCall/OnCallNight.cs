namespace Portal.Application.OnCall;

/// <summary>Which replica makes the check of a night, and whether it is made. One row for each night.</summary>
public sealed class OnCallNight
{
    public const int HolderMaxLength = 32;

    public Guid Id { get; init; }

    /// <summary>When the check was due; unique, so that one replica is first.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>One process of the portal.</summary>
    public required string HeldBy { get; set; }

    /// <summary>Another replica may take it over from then on, because its holder has ended without finishing.</summary>
    public DateTimeOffset HeldUntil { get; set; }

    /// <summary>When it was written down and told; null before.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    public int Version { get; set; }
}

namespace Portal.Application.OnCall;

/// <summary>A rota that was made in the portal. Those of descriptors are not in the database.</summary>
public sealed class OnCallRota
{
    public const int RefMaxLength = 400;

    public Guid Id { get; init; }

    /// <summary>Unique; see <see cref="RotaInput.Name"/>.</summary>
    public required string Name { get; set; }

    /// <summary>Full ref of the team or service.</summary>
    public required string Owner { get; set; }

    /// <summary>A <see cref="RotaInput"/> as JSON.</summary>
    public required string InputJson { get; set; }

    /// <summary>Where it was imported from and its id there, for instance pagerduty:P123; null when it was made here.</summary>
    public string? Origin { get; set; }

    public required string ChangedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>Somebody stands in, for a rota of any origin.</summary>
public sealed class OnCallOverride
{
    public const int ReasonMaxLength = 500;

    public Guid Id { get; init; }

    public required string Rota { get; init; }

    public required string Person { get; init; }

    public DateTimeOffset FromAt { get; init; }

    public DateTimeOffset UntilAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>As <see cref="OnCallRota.Origin"/>.</summary>
    public string? Origin { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A swap that was proposed; rows stay when it is declined.</summary>
public sealed class OnCallSwap
{
    public Guid Id { get; init; }

    public required string Rota { get; init; }

    public required string Giver { get; init; }

    public required string Taker { get; init; }

    public DateTimeOffset FromAt { get; init; }

    public DateTimeOffset UntilAt { get; init; }

    public string? Reason { get; init; }

    public required string ProposedBy { get; init; }

    public DateTimeOffset ProposedAt { get; init; }

    public SwapState State { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>An address that calendar programs read without signing in. Only the hash of its secret is kept.</summary>
public sealed class OnCallFeed
{
    public const int HintLength = 8;

    public Guid Id { get; init; }

    /// <summary>SHA-256 of the secret, hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>First characters of the secret, to recognise it by.</summary>
    public required string Hint { get; init; }

    /// <summary>Ref of the person who made it; the feed ends with the person.</summary>
    public required string UserRef { get; init; }

    /// <summary>Ref of a person (own turns), team or service (its final schedule).</summary>
    public required string Subject { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>One look at whether everybody can be reached; the last few are kept.</summary>
public sealed class OnCallCheck
{
    public Guid Id { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Ref of who asked for it; system:portal at night.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Services that were looked at.</summary>
    public int Services { get; init; }

    /// <summary>The findings as JSON; see <see cref="LivenessFindings"/>.</summary>
    public required string FindingsJson { get; init; }
}

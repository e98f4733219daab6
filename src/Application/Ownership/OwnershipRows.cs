namespace Portal.Application.Ownership;

/// <summary>Somebody confirmed that an entity still belongs to whom its descriptor says.</summary>
public sealed class OwnershipAttestation
{
    public const int RefMaxLength = 400;

    public Guid Id { get; init; }

    /// <summary>Full ref, lower case.</summary>
    public required string Entity { get; init; }

    /// <summary>Ref of the owner that was confirmed: another owner needs another confirmation.</summary>
    public required string Owner { get; set; }

    public required string ConfirmedBy { get; set; }

    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>The end of the confirmation that others were told of; null: not told.</summary>
    public DateTimeOffset? ToldExpiredAt { get; set; }

    public int Version { get; set; }
}

/// <summary>What somebody said to a suggested owner.</summary>
public sealed class OwnerSuggestionDecision
{
    public const int ReasonMaxLength = 500;
    public const int BranchMaxLength = 200;
    public const int UrlMaxLength = 1000;
    public const int WordsMaxLength = 1000;

    public Guid Id { get; init; }

    public required string Entity { get; init; }

    public required string Owner { get; init; }

    public bool Accepted { get; set; }

    /// <summary>What spoke for the owner at that time, as JSON.</summary>
    public required string EvidenceJson { get; set; }

    public string? Reason { get; set; }

    public required string DecidedBy { get; set; }

    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>Branch of the pull request that writes the owner into the descriptor; null: none was opened.</summary>
    public string? ChangeBranch { get; set; }

    /// <summary>Page of the pull request; null where there is none.</summary>
    public string? ChangeUrl { get; set; }

    /// <summary>What is to be done next, or why no pull request was opened.</summary>
    public string? ChangeWords { get; set; }

    public int Version { get; set; }
}

/// <summary>A person who is gone or deactivated; written when it is first seen, so that others are told once, by one replica.</summary>
public sealed class OwnershipLeaver
{
    public Guid Id { get; init; }

    public required string Person { get; init; }

    public required string Name { get; init; }

    /// <summary>deactivated or removed.</summary>
    public required string Cause { get; set; }

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Set when the person is there again; the row then waits for the next time.</summary>
    public DateTimeOffset? BackAt { get; set; }

    public int Version { get; set; }
}

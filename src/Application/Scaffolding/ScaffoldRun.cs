namespace Portal.Application.Scaffolding;

public enum RunStatus
{
    Queued,
    Running,

    /// <summary>For a time (<see cref="ScaffoldRun.NotBefore"/> says until when) or for somebody to approve it (<see cref="ScaffoldRun.AwaitsApproval"/>).</summary>
    Waiting,
    Succeeded,
    Failed,
    Cancelled,
    Cleaned,
}

public enum StepStatus
{
    Pending,
    Running,
    Succeeded,
    Skipped,
    Failed,
    Cancelled,
    Undone,
}

/// <summary>One creation: the intent, how far it is, and what came of it. Survives the death of the process at any point.</summary>
public sealed class ScaffoldRun
{
    public const int IdLength = 32;
    public const int RefMaxLength = 256;
    public const int TextMaxLength = 2000;

    /// <summary>A version 7 UUID without dashes: sorts by time, and is the idempotency key of the run's effects.</summary>
    public required string Id { get; init; }

    /// <summary>Ref of the template.</summary>
    public required string Template { get; init; }

    public required string TemplateTitle { get; init; }

    /// <summary>Content hash of the template the run was started from.</summary>
    public required string TemplateHash { get; init; }

    /// <summary>The template's own version, or null where it names none.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>What is made, for lists: the value "name", or the template's title.</summary>
    public required string Title { get; init; }

    /// <summary>The answers as JSON, secrets left out.</summary>
    public required string ValuesJson { get; init; }

    /// <summary>Secret answers as JSON, encrypted; gone once the run has succeeded or was cleaned up (a failed one may be retried).</summary>
    public string? ProtectedSecrets { get; set; }

    /// <summary>Steps, output and commits of repositories as JSON: a run is not disturbed by a template that changes while it waits. A step that names a new repository adds its commit.</summary>
    public required string DefinitionJson { get; set; }

    public RunStatus Status { get; set; }

    public string? OutputJson { get; set; }

    /// <summary>Why it failed, with what to do.</summary>
    public string? Error { get; set; }

    public required string CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>The catalog user who started it, which steps read as <c>user</c>; null for a service token.</summary>
    public string? CreatedByUser { get; init; }

    /// <summary>Ref of the team it is made for; its members may retry, cancel and clean up.</summary>
    public string? OwnerGroup { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Not to be taken up before then.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>A policy asks for somebody's consent, and none was given yet.</summary>
    public bool AwaitsApproval { get; set; }

    public bool CancelRequested { get; set; }

    public bool CleanupRequested { get; set; }

    /// <summary>The process working on it: host/process/nonce.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>When another process may take it over.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    public bool IsOver => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled or RunStatus.Cleaned;
}

/// <summary>A policy's question to people: may this run begin? It never begins without all answers.</summary>
public sealed class ScaffoldApproval
{
    public long Id { get; init; }

    public required string RunId { get; init; }

    /// <summary>Name of the policy that asks.</summary>
    public required string Policy { get; init; }

    /// <summary>Why it asks.</summary>
    public required string Message { get; init; }

    /// <summary>Refs of the groups and users who may answer, comma-separated; empty: whoever has the permission.</summary>
    public required string Approvers { get; init; }

    /// <summary>Whoever started the run may not answer.</summary>
    public bool FourEyes { get; init; }

    /// <summary>Null until somebody has answered.</summary>
    public bool? Approved { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public string? DecidedByName { get; set; }

    public string? Reason { get; set; }
}

/// <summary>A step of a run. Running is saved before the effect, the outcome after it.</summary>
public sealed class ScaffoldStep
{
    public long Id { get; init; }

    public required string RunId { get; init; }

    public int Position { get; init; }

    public required string StepId { get; init; }

    public required string Name { get; init; }

    public required string Action { get; init; }

    public StepStatus Status { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often it was begun: more than once after a crash or a retry.</summary>
    public int Attempts { get; set; }

    /// <summary>What it answered; while it runs, its last checkpoint.</summary>
    public string? OutputJson { get; set; }

    public string? Error { get; set; }
}

/// <summary>A line of a run's log. Ids grow, so a reader resumes after the last one it saw.</summary>
public sealed class ScaffoldLogLine
{
    public const int TextMaxLength = 4000;

    public long Id { get; init; }

    public required string RunId { get; init; }

    public string? StepId { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Text { get; init; }
}

/// <summary>The run's files as they are after its last finished step, packed.</summary>
public sealed class ScaffoldFiles
{
    public required string RunId { get; init; }

    public required byte[] Content { get; set; }
}

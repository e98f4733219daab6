namespace Portal.Application.BackgroundServices;

/// <summary>The work that goes on beside requests, in the order it was begun. What fails is begun again; pages show the last state meanwhile.</summary>
public interface IBackgroundServices
{
    IReadOnlyList<BackgroundServiceStatus> Current { get; }
}

public enum BackgroundServiceState
{
    Running,

    /// <summary>It had an end, and reached it.</summary>
    Done,

    /// <summary>It ended though it should not, and is begun again at <see cref="BackgroundServiceStatus.RetryAt"/>.</summary>
    Failing,
}

/// <param name="Name">The class, as the log names it.</param>
/// <param name="Purpose">What stands still without it.</param>
/// <param name="Since">Since when it has this state.</param>
/// <param name="Failures">How often it has ended since the process began, though it should not.</param>
/// <param name="Error">Why the last time; at most 300 characters.</param>
/// <param name="FailedAt">When the last time.</param>
/// <param name="RetryAt">Only while it is failing.</param>
public sealed record BackgroundServiceStatus(
    string Name, string Purpose, BackgroundServiceState State, DateTimeOffset Since, int Failures = 0, string? Error = null, DateTimeOffset? FailedAt = null, DateTimeOffset? RetryAt = null);

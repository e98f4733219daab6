using System.ComponentModel.DataAnnotations;

namespace ${{ values.assembly }};

/// <summary>Section JobLoop of the settings; in an environment variable JobLoop__Concurrency and so on.</summary>
public sealed class JobLoopOptions
{
    /// <summary>Jobs of one process at a time.</summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = 4;

    /// <summary>How often a job is tried before it is put aside.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Longest time for one job. Raise terminationGracePeriodSeconds of the Deployment with it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one question to the queue may wait for a job.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ReceiveWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second attempt, and after a queue that does not answer; doubled for each attempt, up to ten minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);
}

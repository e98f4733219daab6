namespace ${{ values.assembly }};

/// <summary>What the loop asks of a queue. A job that was received is hidden from others until one of the last three is called.</summary>
public interface IJobQueue
{
    /// <summary>Waits for the next job; null when none came within <paramref name="wait"/>.</summary>
    Task<Job?> ReceiveAsync(TimeSpan wait, CancellationToken ct);

    /// <summary>It is done: nobody gets it again.</summary>
    Task CompleteAsync(Job job, CancellationToken ct);

    /// <summary>It failed and comes again after <paramref name="delay"/>, as the next attempt.</summary>
    Task RetryAsync(Job job, TimeSpan delay, CancellationToken ct);

    /// <summary>It failed for good and is put aside, where people look at it.</summary>
    Task DeadLetterAsync(Job job, string reason, CancellationToken ct);
}

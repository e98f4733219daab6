namespace ${{ values.assembly }};

/// <summary>Does the work. One instance for each job, with services of its own scope.</summary>
public interface IJobHandler
{
    /// <param name="ct">Ends when the job has taken longer than <see cref="JobLoopOptions.JobTimeout"/>; not when the process is told to stop.</param>
    /// <exception cref="Exception">Anything: the job is tried again, later and later, and put aside after the last attempt.</exception>
    Task HandleAsync(Job job, CancellationToken ct);
}

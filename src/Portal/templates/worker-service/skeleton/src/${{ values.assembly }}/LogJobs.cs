namespace ${{ values.assembly }};

/// <summary>Writes down what came. Replace it with the work.</summary>
internal sealed partial class LogJobs(ILogger<LogJobs> logger) : IJobHandler
{
    public Task HandleAsync(Job job, CancellationToken ct)
    {
        Handled(job.Id, job.Body.Length);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {JobId} has a body of {Length} characters")]
    private partial void Handled(string jobId, int length);
}

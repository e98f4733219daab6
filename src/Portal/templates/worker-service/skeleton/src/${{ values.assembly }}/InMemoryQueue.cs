using System.Threading.Channels;

namespace ${{ values.assembly }};

/// <summary>A queue in this process, for workstations and tests: what it holds is lost with the process.</summary>
public sealed partial class InMemoryQueue(TimeProvider clock, ILogger<InMemoryQueue> logger) : IJobQueue
{
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>();

    public void Add(Job job) => _jobs.Writer.TryWrite(job);

    public async Task<Job?> ReceiveAsync(TimeSpan wait, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await _jobs.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public Task CompleteAsync(Job job, CancellationToken ct) => Task.CompletedTask;

    public Task RetryAsync(Job job, TimeSpan delay, CancellationToken ct)
    {
        _ = LaterAsync(job with { Attempt = job.Attempt + 1 }, delay); // nobody waits for it: brokers do this on their side
        return Task.CompletedTask;
    }

    public Task DeadLetterAsync(Job job, string reason, CancellationToken ct)
    {
        PutAside(job.Id, reason);
        return Task.CompletedTask;
    }

    private async Task LaterAsync(Job job, TimeSpan delay)
    {
        await Task.Delay(delay, clock);
        Add(job);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} was put aside: {Reason}")]
    private partial void PutAside(string jobId, string reason);
}

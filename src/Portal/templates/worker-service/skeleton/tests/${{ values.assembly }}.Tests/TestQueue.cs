using System.Threading.Channels;

namespace ${{ values.assembly }}.Tests;

/// <summary>A queue that writes down what it is told.</summary>
internal sealed class TestQueue : IJobQueue
{
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public int Waiting => _jobs.Reader.Count;

    public void Add(Job job) => _jobs.Writer.TryWrite(job);

    public async Task<string> ToldAsync() => await _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<Job?> ReceiveAsync(TimeSpan wait, CancellationToken ct) => await _jobs.Reader.ReadAsync(ct);

    public Task CompleteAsync(Job job, CancellationToken ct) => Write($"completed {job.Id}");

    public Task RetryAsync(Job job, TimeSpan delay, CancellationToken ct) => Write($"retry {job.Id} in {delay.TotalSeconds} s");

    public Task DeadLetterAsync(Job job, string reason, CancellationToken ct) => Write($"put aside {job.Id}: {reason}");

    private Task<bool> Write(string line) => Task.FromResult(_told.Writer.TryWrite(line));
}

internal sealed class TestHandler : IJobHandler
{
    public Func<Job, Task> Work { get; set; } = _ => Task.CompletedTask;

    public Task HandleAsync(Job job, CancellationToken ct) => Work(job);
}

using Microsoft.Extensions.Logging.Abstractions;

namespace ${{ values.assembly }}.Tests;

public sealed class InMemoryQueueTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly InMemoryQueue _queue = new(TimeProvider.System, NullLogger<InMemoryQueue>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_queue_answers_nothing_after_the_wait()
        => Assert.Null(await _queue.ReceiveAsync(Moment, Ct));

    [Fact]
    public async Task A_job_that_failed_comes_back_as_the_next_attempt()
    {
        await _queue.RetryAsync(new("a", "{}", 1), Moment, Ct);

        Assert.Equal(new Job("a", "{}", 2), await _queue.ReceiveAsync(TimeSpan.FromSeconds(30), Ct));
    }
}

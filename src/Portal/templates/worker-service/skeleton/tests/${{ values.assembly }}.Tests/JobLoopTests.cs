using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ${{ values.assembly }}.Tests;

public sealed class JobLoopTests : IDisposable
{
    private readonly TestQueue _queue = new();
    private readonly TestHandler _handler = new();
    private readonly ServiceProvider _services;
    private readonly JobLoop _loop;

    public JobLoopTests()
    {
        _services = new ServiceCollection().AddSingleton<IJobHandler>(_handler).BuildServiceProvider();
        JobLoopOptions options = new() { Concurrency = 1, MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(5) };
        _loop = new(_queue, _services.GetRequiredService<IServiceScopeFactory>(), Options.Create(options), new(TimeProvider.System), TimeProvider.System, NullLogger<JobLoop>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_succeeds_is_completed()
    {
        await _loop.StartAsync(Ct);
        _queue.Add(new("a", "{}", 1));

        Assert.Equal("completed a", await _queue.ToldAsync());
        await _loop.StopAsync(Ct);
    }

    [Fact]
    public async Task A_job_that_fails_comes_again_later_and_later()
    {
        _handler.Work = _ => throw new InvalidOperationException("no");
        await _loop.StartAsync(Ct);
        _queue.Add(new("a", "{}", 1));
        _queue.Add(new("b", "{}", 2));

        Assert.Equal("retry a in 5 s", await _queue.ToldAsync());
        Assert.Equal("retry b in 10 s", await _queue.ToldAsync());
        await _loop.StopAsync(Ct);
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_put_aside_with_the_reason_and_others_go_on()
    {
        _handler.Work = job => job.Id == "a" ? throw new InvalidOperationException("no such customer") : Task.CompletedTask;
        await _loop.StartAsync(Ct);
        _queue.Add(new("a", "{}", 3));
        _queue.Add(new("b", "{}", 1));

        Assert.Equal("put aside a: no such customer", await _queue.ToldAsync());
        Assert.Equal("completed b", await _queue.ToldAsync());
        await _loop.StopAsync(Ct);
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_the_job_that_has_begun_and_takes_no_other()
    {
        TaskCompletionSource begun = new(), finish = new();
        _handler.Work = async _ =>
        {
            begun.SetResult();
            await finish.Task;
        };
        await _loop.StartAsync(Ct);
        _queue.Add(new("a", "{}", 1));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        _queue.Add(new("b", "{}", 1));

        var stopping = _loop.StopAsync(Ct);

        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal("completed a", await _queue.ToldAsync());
        Assert.Equal(1, _queue.Waiting);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 40)]
    [InlineData(50, 600)]
    public void The_pause_doubles_up_to_ten_minutes(int attempt, int seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), JobLoop.DelayAfter(attempt, TimeSpan.FromSeconds(5)));

    public void Dispose()
    {
        _loop.Dispose();
        _services.Dispose();
    }
}

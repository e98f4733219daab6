using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace ${{ values.assembly }}.Tests;

/// <summary>The whole worker, asked as Kubernetes asks it.</summary>
public sealed class ProbeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_its_loop_turns(string path)
    {
        await using WebApplicationFactory<Program> worker = new();
        using var client = worker.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, path));
    }

    [Fact]
    public async Task A_loop_that_hangs_is_restarted()
    {
        StoppedClock clock = new();
        HangingQueue queue = new();
        await using WebApplicationFactory<Program> worker = new();
        await using var hanging = worker.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock).AddSingleton<IJobQueue>(queue)));
        using var client = hanging.CreateClient();
        await queue.Asked.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));

        clock.Now += TimeSpan.FromMinutes(5);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/live"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return response.StatusCode;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Never answers, whatever wait it is asked for.</summary>
    private sealed class HangingQueue : IJobQueue
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async Task<Job?> ReceiveAsync(TimeSpan wait, CancellationToken ct)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return null;
        }

        public Task CompleteAsync(Job job, CancellationToken ct) => Task.CompletedTask;

        public Task RetryAsync(Job job, TimeSpan delay, CancellationToken ct) => Task.CompletedTask;

        public Task DeadLetterAsync(Job job, string reason, CancellationToken ct) => Task.CompletedTask;
    }
}

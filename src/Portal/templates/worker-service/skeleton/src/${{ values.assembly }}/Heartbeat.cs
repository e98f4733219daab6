using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ${{ values.assembly }};

/// <summary>When each lane of the loop last turned.</summary>
public sealed class Heartbeat(TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, DateTimeOffset> _beats = new();

    public void Beat(int lane) => _beats[lane] = clock.GetUtcNow();

    /// <summary>Of the lane that has been silent longest; null before the first beat.</summary>
    public TimeSpan? LongestSilence => _beats.IsEmpty ? null : clock.GetUtcNow() - _beats.Values.Min();
}

/// <summary>Unhealthy when a lane hangs: it neither asks for a job nor has one that could still be within its time.</summary>
internal sealed class HeartbeatCheck(Heartbeat heartbeat, IOptions<JobLoopOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The longest pause for a queue that is away is part of it: a restart would not bring the queue back.
        var loop = options.Value;
        var limit = loop.JobTimeout + loop.ReceiveWait + JobLoop.DelayAfter(4, loop.RetryDelay) + TimeSpan.FromSeconds(10);
        return Task.FromResult(heartbeat.LongestSilence switch
        {
            null => HealthCheckResult.Unhealthy("The loop has not begun."),
            { } silence when silence > limit => HealthCheckResult.Unhealthy($"A lane of the loop has been silent for {silence.TotalSeconds:F0} s."),
            _ => HealthCheckResult.Healthy(),
        });
    }
}

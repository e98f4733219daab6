using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ${{ values.assembly }};

/// <summary>Settings of leaving; section Drain.</summary>
public sealed class DrainOptions
{
    /// <summary>How long to go on answering after being told to stop. Zero on a workstation.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>
/// Leaves without dropping a request: told to stop, the service says that it is not ready and goes on answering until load balancers
/// have noticed. Only then the server closes and lets requests end.
/// </summary>
public sealed class Drain(IOptions<DrainOptions> options, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _leaving;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(_leaving ? new HealthCheckResult(context.Registration.FailureStatus, "The service is stopping.") : HealthCheckResult.Healthy());

    /// <remarks>Hosts call this before they stop any service, the web server among them.</remarks>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _leaving = true;
        await Task.Delay(options.Value.Delay, clock, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainServices
{
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>().BindConfiguration("Drain")
            .Validate(o => o.Delay >= TimeSpan.Zero && o.Delay <= TimeSpan.FromSeconds(20), "Drain:Delay must be between 00:00:00 and 00:00:20.")
            .ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Drain>();
        return services.AddHostedService(s => s.GetRequiredService<Drain>());
    }
}

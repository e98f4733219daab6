using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.OnCall;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.OnCall;

/// <summary>Keeps rotas in memory fresh: what another replica has written is seen within seconds.</summary>
internal sealed partial class OnCallFollower(OnCallStore store, TimeProvider clock, ILogger<OnCallFollower> logger) : BackgroundService, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public Task LoadAsync(CancellationToken ct) => store.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    await store.ReloadAsync(stoppingToken);
                }
                catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.ReloadFailed(logger, ex); // the rotas known so far are shown, with their age
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5060, LogLevel.Warning, "Rotas could not be read; those known so far stay in force")]
        public static partial void ReloadFailed(ILogger logger, Exception ex);
    }
}

public static class OnCallInfrastructure
{
    /// <summary>What keeps on-call fresh and checks it every night.</summary>
    public static IServiceCollection AddOnCall(this IServiceCollection services)
    {
        services.AddOptions<OnCallOptions>().BindConfiguration(OnCallOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSupervised<OnCallFollower>("Changes of rotas by other replicas are taken over").AddSupervised<LivenessNights>("Every night it is checked whether somebody can be called for every service");
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Signals;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Signals;

/// <summary>Reads the signals every few seconds, for those that another replica took; while the database is away the last ones stay.</summary>
internal sealed partial class SignalFollower(SignalStore store, TimeProvider clock, ILogger<SignalFollower> logger) : BackgroundService, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CareEvery = TimeSpan.FromHours(24);

    public Task LoadAsync(CancellationToken ct) => store.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cared = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.ReloadAsync(stoppingToken);
                if (clock.GetUtcNow() - cared > CareEvery)
                {
                    cared = clock.GetUtcNow();
                    await store.CleanAsync(stoppingToken);
                }
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Warning, "Signals could not be read; those known so far are shown")]
        public static partial void Failed(ILogger logger, Exception ex);
    }
}

public static class SignalServices
{
    public static IServiceCollection AddSignals(this IServiceCollection services) => services.AddSupervised<SignalFollower>("Alerts that other replicas took are taken over");
}

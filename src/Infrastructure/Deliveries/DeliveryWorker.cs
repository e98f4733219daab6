using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Deliveries;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Deliveries;

/// <summary>Sends what is due: at once when something new is there, else when the next try is due; cleans the log once a day.</summary>
internal sealed partial class DeliveryWorker(DeliveryStore store, DeliveryRunner runner, DeliveryCare care, DeliveryWake wake, TimeProvider clock, ILogger<DeliveryWorker> logger) : BackgroundService, ILoadsFirst
{
    // Another replica may have written something, or changed the webhooks.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CareEvery = TimeSpan.FromHours(24);

    public Task LoadAsync(CancellationToken ct) => store.ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cared = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = AtMost;
            try
            {
                await store.ReloadAsync(stoppingToken);
                if (await runner.RunOnceAsync(stoppingToken) is { } next && next - clock.GetUtcNow() is var left && left < pause)
                {
                    pause = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(100);
                }

                if (clock.GetUtcNow() - cared > CareEvery)
                {
                    cared = clock.GetUtcNow();
                    await care.RunOnceAsync(stoppingToken);
                }
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex); // the database is away; what waits is sent when it is back
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await wake.WaitAsync(pause, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7003, LogLevel.Warning, "Deliveries could not be sent; they are tried again")]
        public static partial void Failed(ILogger logger, Exception ex);
    }
}

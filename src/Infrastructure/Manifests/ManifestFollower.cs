using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Manifests;

/// <summary>Has the manifests of running services read: each at most every five minutes, and at once where somebody asks.</summary>
internal sealed partial class ManifestFollower(ManifestRefresh refresh, ManifestStore store, CatalogIngest ingest, ILiveFeed feed, TimeProvider clock, ILogger<ManifestFollower> logger) : BackgroundService
{
    private const int AtOnce = 4;

    // The clusters need some seconds until it is known what runs.
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Wanted = () => _wake.Writer.TryWrite(true);
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var pause = FirstRound;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task woken = _wake.Reader.ReadAsync(timeout.Token).AsTask();
            await Task.WhenAny(woken, Task.Delay(pause, clock, timeout.Token));
            await timeout.CancelAsync();
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            pause = Round;
        }
    }

    private async Task LookAsync(CancellationToken ct)
        => await Parallel.ForEachAsync(refresh.Due(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (service, token) =>
        {
            try
            {
                await refresh.RefreshAsync(service, token);
                feed.Publish(Topics.Service(service.Ref.Namespace, service.Ref.Name));
            }
            catch (Exception ex) when (!token.IsCancellationRequested)
            {
                Log.Failed(logger, ex, service.Ref); // one repository must not end the schedule
            }
        });

    private static partial class Log
    {
        [LoggerMessage(6410, LogLevel.Error, "The manifests of {Service} could not be read; they are tried again")]
        public static partial void Failed(ILogger logger, Exception exception, EntityRef service);
    }
}

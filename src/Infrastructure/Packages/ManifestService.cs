using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Packages;

/// <summary>Has manifests read after the catalog's sources have been looked at; never while somebody waits for a page.</summary>
internal sealed partial class ManifestService(CatalogIngest ingest, ManifestIngest manifests, TimeProvider clock, ILogger<ManifestService> logger) : BackgroundService
{
    // Looks come in bursts, one per source.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ingest.Looked += (_, _) => _wake.Writer.TryWrite(true);
        ingest.ListChanged += (_, _) => _wake.Writer.TryWrite(true);
        try
        {
            await ingest.FirstPass.WaitAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await PassAsync(stoppingToken);
                await _wake.Reader.ReadAsync(stoppingToken);
                await Task.Delay(Quiet, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task PassAsync(CancellationToken ct)
    {
        try
        {
            await manifests.PassAsync(ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, ex); // the database is away, or a bug: the next look tries again
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6110, LogLevel.Error, "Manifests could not be read; they are tried again after the next look")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Follows the folder of kinds: a change takes effect without a restart, and every source is looked at again by the new rules.</summary>
internal sealed partial class KindWatch(KindFolder kinds, CatalogOptions options, CatalogIngest ingest, TimeProvider clock, ILogger<KindWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (kinds.Folder is not { } folder)
        {
            return;
        }

        // A hint only: where the folder cannot be watched, the schedule finds the change.
        using var watch = Directory.Exists(folder) ? FolderWatch.TryStart(folder, Quiet, clock, Wake) : null;
        await ingest.FirstPass.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (kinds.Reload())
                {
                    Log.Changed(logger, string.Join(", ", kinds.Current.Custom.Select(k => k.Kind)));
                    await ingest.ReviseAsync(stoppingToken);
                }
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex); // the next look is by the new rules all the same
            }

            await WaitAsync(stoppingToken);
        }
    }

    private void Wake() => _changed.Writer.TryWrite(true);

    private async Task WaitAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task woken = _changed.Reader.ReadAsync(limit.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(options.PollInterval, clock, limit.Token));
        await limit.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    private static partial class Log
    {
        [LoggerMessage(6052, LogLevel.Information, "The kinds changed; every source is looked at by them. Kinds of our own now: {Kinds}")]
        public static partial void Changed(ILogger logger, string kinds);

        [LoggerMessage(6053, LogLevel.Error, "Looking at the sources by the changed kinds failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Releases;

namespace Portal.Infrastructure.Releases;

/// <summary>Writes the ledger as notes come in, reads the logs of crashes at their pace, and cleans up once an hour. A database that is away is tried again until it is back.</summary>
internal sealed partial class LedgerWriter(ReleaseLedger ledger, RecentHistory recent, LedgerCare care, TimeProvider clock, ILogger<LedgerWriter> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LogPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CareAfter = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CareEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(WriteAsync(stoppingToken), EveryAsync(LogPace, LogPace, ledger.ReadLogsAsync, stoppingToken), EveryAsync(CareAfter, CareEvery, care.RunAsync, stoppingToken))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        var pause = FirstPause;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await recent.RefreshAsync([], ct); // reads what there is, once
                await ledger.WaitAsync(ct);
                await ledger.WriteAsync(ct);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                // What was not written waits; the next try begins with it.
                Log.NotWritten(logger, ex, pause);
                await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task EveryAsync(TimeSpan first, TimeSpan every, Func<CancellationToken, Task<int>> work, CancellationToken ct)
    {
        await Task.Delay(first, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
            }
            catch (Exception ex) when (!ct.IsCancellationRequested)
            {
                Log.NotDone(logger, ex);
            }

            await Task.Delay(every, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "The release ledger cannot be written; what was seen waits, and it is tried again in {Pause}")]
        public static partial void NotWritten(ILogger logger, Exception ex, TimeSpan pause);

        [LoggerMessage(2102, LogLevel.Warning, "Looking after the release ledger failed; it is tried again")]
        public static partial void NotDone(ILogger logger, Exception ex);
    }
}

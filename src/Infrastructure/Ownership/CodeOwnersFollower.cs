using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Ownership;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Ownership;

/// <summary>Has CODEOWNERS files read: each repository at most every five minutes.</summary>
internal sealed partial class CodeOwnersFollower(CodeOwnersRefresh refresh, CatalogIngest ingest, TimeProvider clock, ILogger<CodeOwnersFollower> logger) : BackgroundService
{
    private const int AtOnce = 2;
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var pause = FirstRound; !stoppingToken.IsCancellationRequested; pause = Round)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Parallel.ForEachAsync(refresh.Due(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, ReadAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotLooked(logger, ex);
            }
        }
    }

    private async ValueTask ReadAsync((string Repository, CatalogEntity Component) due, CancellationToken ct)
    {
        try
        {
            await refresh.RefreshAsync(due.Repository, due.Component, ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, ex, due.Repository); // one repository must not end the schedule
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6610, LogLevel.Warning, "CODEOWNERS of {Repository} could not be read; it is tried again")]
        public static partial void Failed(ILogger logger, Exception exception, string repository);

        [LoggerMessage(6612, LogLevel.Warning, "Which CODEOWNERS files are to be read could not be told; it is tried again")]
        public static partial void NotLooked(ILogger logger, Exception exception);
    }
}

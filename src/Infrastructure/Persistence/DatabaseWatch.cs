using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Infrastructure.Persistence;

/// <summary>Asks the database every few seconds whether it is there, and says on every page when it is not.</summary>
internal sealed partial class DatabaseWatch(IPortalDbFactory databases, TimeProvider clock, ILogger<DatabaseWatch> logger) : BackgroundService, IDatabaseHealth
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private DateTimeOffset? _downSince;
    private long _begun;
    private long _noted;

    public DateTimeOffset? DownSince
    {
        get
        {
            lock (_gate)
            {
                return _downSince;
            }
        }
    }

    public async Task<bool> ProbeAsync(CancellationToken ct)
    {
        var probe = Interlocked.Increment(ref _begun);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await using var db = databases.Create();
            await db.Set<ApiToken>().AnyAsync(limit.Token);
            Note(probe, null);
            return true;
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Note(probe, ex);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ProbeAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(long probe, Exception? failure)
    {
        lock (_gate)
        {
            // Probes overlap: an answer that was asked for earlier says nothing against one that was asked for later.
            if (probe < _noted)
            {
                return;
            }

            _noted = probe;
            switch (failure, _downSince)
            {
                case (not null, null):
                    _downSince = clock.GetUtcNow();
                    Log.Gone(logger, failure);
                    break;
                case (null, { } since):
                    _downSince = null;
                    Log.Back(logger, clock.GetUtcNow() - since);
                    break;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Error, "The database does not answer; pages show the last state and changes are refused")]
        public static partial void Gone(ILogger logger, Exception ex);

        [LoggerMessage(2011, LogLevel.Warning, "The database answers again after {Duration}")]
        public static partial void Back(ILogger logger, TimeSpan duration);
    }
}

using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Identity;

/// <summary>All tokens in memory; read anew after a change and every few seconds, so that a token revoked at another replica ends here too.</summary>
internal sealed partial class TokenDirectory(IPortalDbFactory databases, TimeProvider clock, ILogger<TokenDirectory> logger) : BackgroundService, ITokenDirectory, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private FrozenDictionary<string, ApiToken> _byHash = FrozenDictionary<string, ApiToken>.Empty;

    public ApiToken? Find(string hash) => _byHash.GetValueOrDefault(hash);

    public async Task ReloadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var tokens = await db.Set<ApiToken>().AsNoTracking().ToListAsync(ct);
        _byHash = tokens.ToFrozenDictionary(t => t.Hash, StringComparer.Ordinal);
    }

    public Task LoadAsync(CancellationToken ct) => ReloadAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await ReloadOrKeepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task ReloadOrKeepAsync(CancellationToken ct)
    {
        try
        {
            await ReloadAsync(ct);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            Log.ReloadFailed(logger, ex); // the tokens known so far keep working while the database is away
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "Tokens could not be read; those known so far stay in force")]
        public static partial void ReloadFailed(ILogger logger, Exception ex);
    }
}

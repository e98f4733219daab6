using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.SavedViews;

/// <summary>All saved views in memory; read anew after a change and every few seconds, so that what another replica saved is seen here too.</summary>
internal sealed partial class SavedViewDirectory(IPortalDbFactory databases, TimeProvider clock, ILogger<SavedViewDirectory> logger) : BackgroundService, ISavedViews, ILoadsFirst
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public IReadOnlyList<SavedViewRow> All { get; private set; } = [];

    public async Task ReloadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        All = await db.Set<SavedView>().AsNoTracking().OrderBy(v => v.Name).ThenBy(v => v.Id)
            .Select(v => new SavedViewRow(v.Id, v.Name, v.Query, v.Owner, v.CreatedBy, v.CreatedAt)).ToListAsync(ct);
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
            Log.ReloadFailed(logger, ex); // the list works without them, and with those known so far
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6050, LogLevel.Warning, "Saved views could not be read; those known so far are shown")]
        public static partial void ReloadFailed(ILogger logger, Exception ex);
    }
}

public static class SavedViewServices
{
    public static IServiceCollection AddSavedViews(this IServiceCollection services)
    {
        services.AddSingleton<SavedViewDirectory>();
        services.AddSingleton<ISavedViews>(sp => sp.GetRequiredService<SavedViewDirectory>());
        services.AddSupervised<SavedViewDirectory>("Views saved at another replica are seen here too");
        return services;
    }
}

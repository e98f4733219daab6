using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Snapshots;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Snapshots;

/// <summary>Writes the export every few minutes, from the first reading of the catalog on.</summary>
internal sealed class SnapshotWorker(ISnapshotFiles files, ICatalog catalog, IOptions<ExportOptions> options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan UntilRead = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var read = catalog.Current.Entities.Count > 0; // an empty export must not take the place of a good one
            try
            {
                if (read)
                {
                    await files.WriteAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(read ? TimeSpan.FromMinutes(options.Value.EveryMinutes) : UntilRead, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

public static class SnapshotServices
{
    public static IServiceCollection AddSnapshots(this IServiceCollection services)
    {
        services.AddOptions<ExportOptions>().BindConfiguration(ExportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ISnapshotFiles, SnapshotFiles>();
        services.AddSupervised<SnapshotWorker>("The export for the hour when nothing else answers is written");
        return services;
    }
}

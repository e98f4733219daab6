using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;

namespace Portal.Web;

/// <summary>Starts the demo organisation's simulated clusters with the portal; real clusters in the settings take their place.</summary>
internal sealed class DemoClusterSource(IConfiguration configuration, TimeProvider clock) : IClusterSource, IAsyncDisposable
{
    private DemoClusters? _demo;

    public async Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct)
    {
        var estate = Path.Combine(AppContext.BaseDirectory, "demo", "organisation", "estate", "estate.yaml");
        if (configuration.GetSection(ClusterOptions.Section).GetChildren().Any() || !File.Exists(estate))
        {
            return [];
        }

        _demo ??= await DemoClusters.StartAsync(estate, Path.Combine(configuration["Data:Directory"] ?? "data", "demo"), clock, ct);
        return [.. _demo.Estate.Select(c => new ClusterOptions { Name = c.Name, Environment = c.Environment, Region = c.Region, Kubeconfig = _demo.Kubeconfig, Context = c.Name })];
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
    }
}

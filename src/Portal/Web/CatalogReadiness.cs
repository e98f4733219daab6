using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.Application.Catalog;

namespace Portal.Web;

/// <summary>Ready once the catalog has been read, from the database or from its sources; before that pages would show nothing.</summary>
internal sealed class CatalogReadiness(ICatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(catalog.Current.Generation > 0
            ? HealthCheckResult.Healthy($"{catalog.Current.Entities.Count} entities")
            : HealthCheckResult.Unhealthy("The catalog has not been read yet."));
}

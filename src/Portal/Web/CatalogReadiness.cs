using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portal.Application.Catalog;

namespace Portal.Web;

/// <summary>Ready once the catalog has been read, from the database or from its sources; before that pages would show nothing, or a part as if it were all.</summary>
internal sealed class CatalogReadiness(ICatalog catalog, ICatalogIngest ingest) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(ingest.HasBeenRead
            ? HealthCheckResult.Healthy($"{catalog.Current.Entities.Count} entities")
            : HealthCheckResult.Unhealthy("The catalog has not been read yet."));
}

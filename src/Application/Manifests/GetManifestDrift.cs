using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Manifests;

/// <summary>What git says about a service against what runs, field by field. Read from memory; only "since when" comes from the ledger.</summary>
/// <param name="WithHistory">Also asks the ledger; without the database the answer is the same but for this.</param>
public sealed record GetManifestDrift(string Namespace, string Name, bool WithHistory = true) : IQuery<ManifestDrift>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

internal sealed partial class GetManifestDriftHandler(ICatalog catalog, ManifestDrifts drifts, IPortalDb db, ILogger<GetManifestDriftHandler> logger) : IQueryHandler<GetManifestDrift, ManifestDrift>
{
    public async Task<Result<ManifestDrift>> Handle(GetManifestDrift query, CancellationToken cancellationToken)
    {
        EntityRef reference = new("component", query.Namespace, query.Name);
        if (catalog.Current.Find(reference) is not { } service)
        {
            return DeploymentErrors.UnknownService(reference.ToString());
        }

        var drift = drifts.Of(service);
        if (!query.WithHistory || drift.Differences == 0)
        {
            return drift;
        }

        try
        {
            return await new DriftLedger(db).ExplainAsync(drift, cancellationToken);
        }
        catch (Exception ex) when (ex is System.Data.Common.DbException or InvalidOperationException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            LedgerAway(logger, ex, reference.ToString());
            return drift;
        }
    }

    [LoggerMessage(6401, LogLevel.Warning, "Drift of {Service} is shown without the ledger, which does not answer")]
    private static partial void LedgerAway(ILogger logger, Exception exception, string service);
}

namespace Portal.Infrastructure.BackgroundServices;

/// <summary>A background service that keeps in memory what the database holds. It is read before the first request is answered: until then every token would be unknown, and nobody on call.</summary>
internal interface ILoadsFirst
{
    /// <summary>Reads it once. What it throws is logged, and the service begins all the same.</summary>
    Task LoadAsync(CancellationToken ct);
}

using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>The state of several services at once.</summary>
/// <param name="Refs">Full refs, lower case.</param>
public sealed record GetServiceHealth(IReadOnlyList<string> Refs) : IQuery<ServiceHealth>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="ByRef">Of the worst deployment; what is seen in no cluster is left out.</param>
/// <param name="AsOf">When the cluster that was heard the longest ago was heard; null when there is no cluster, or one was never heard.</param>
/// <param name="Unheard">Names of the clusters that are not live: what runs there may look different.</param>
public sealed record ServiceHealth(IReadOnlyDictionary<string, Health> ByRef, DateTimeOffset? AsOf, IReadOnlyList<string> Unheard)
{
    public static ServiceHealth Nothing { get; } = new(new Dictionary<string, Health>(StringComparer.Ordinal), null, []);

    /// <summary>The word for people and the API, or null.</summary>
    public string? WordFor(string reference) => ByRef.TryGetValue(reference, out var health) ? health.ToString().ToLowerInvariant() : null;
}

internal sealed class GetServiceHealthHandler(IDeploymentPictures pictures) : IQueryHandler<GetServiceHealth, ServiceHealth>
{
    public Task<Result<ServiceHealth>> Handle(GetServiceHealth query, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Health>(StringComparer.Ordinal);
        foreach (var reference in query.Refs)
        {
            if (pictures.OfService(reference) is { Count: > 0 } rows)
            {
                found[reference] = HealthRules.OfService(rows);
            }
        }

        var clusters = pictures.Clusters;
        return Task.FromResult<Result<ServiceHealth>>(new ServiceHealth(
            found,
            clusters.Any(c => c.AsOf is null) ? null : clusters.Min(c => c.AsOf),
            [.. clusters.Where(c => c.State != ClusterState.Live).Select(c => c.Name).Order(StringComparer.Ordinal)]));
    }
}

namespace Portal.Application.Deployments;

/// <summary>The health of a service from that of its deployments.</summary>
public static class HealthRules
{
    /// <summary>The worst of them. What is idle on purpose, such as a suspended CronJob, makes a service idle only when nothing else of it runs.</summary>
    public static Health OfService(IReadOnlyCollection<Deployment> rows) => rows.Any(d => d.Health != Health.Idle) ? rows.Where(d => d.Health != Health.Idle).Max(d => d.Health) : Health.Idle;
}

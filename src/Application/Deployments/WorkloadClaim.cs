namespace Portal.Application.Deployments;

/// <summary>Somebody said that a workload belongs to a service. It counts until the workload carries a label or annotation that says otherwise.</summary>
public sealed class WorkloadClaim
{
    public const int NameMaxLength = 253;
    public const int RefMaxLength = 400;
    public const int ReasonMaxLength = 1000;

    public int Id { get; init; }

    public required string Cluster { get; init; }

    public required string Namespace { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Full ref of the service, lower case.</summary>
    public required string Service { get; set; }

    public string? Reason { get; set; }

    /// <summary>Ref of who claimed it last.</summary>
    public required string ClaimedBy { get; set; }

    public DateTimeOffset ClaimedAt { get; set; }

    public int Version { get; set; }
}

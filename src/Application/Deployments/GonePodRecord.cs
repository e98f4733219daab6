namespace Portal.Application.Deployments;

/// <summary>A pod that has gone, in the database: one row for each name, as it was seen last by whichever replica.</summary>
public sealed class GonePodRecord
{
    public const int NameMaxLength = 253;
    public const int ShortMaxLength = 63;
    public const int AddressMaxLength = 45;
    public const int RefMaxLength = 400;

    public long Id { get; init; }

    public required string Cluster { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string? Address { get; set; }

    public required string WorkloadKind { get; set; }

    public required string Workload { get; set; }

    /// <summary>Full ref; null where the workload belonged to no service.</summary>
    public string? Service { get; set; }

    public required string Phase { get; set; }

    public DateTimeOffset LastSeen { get; set; }
}

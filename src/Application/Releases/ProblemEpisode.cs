namespace Portal.Application.Releases;

/// <summary>A problem of a workload from when it was seen until it was gone. What comes back within ten minutes is the same episode. Moments are UTC.</summary>
public sealed class ProblemEpisode
{
    public const int CodeMaxLength = 100;
    public const int SummaryMaxLength = 1000;

    public long Id { get; init; }

    public string? Service { get; set; }

    public string? Owner { get; set; }

    public required string Cluster { get; init; }

    public required string Environment { get; init; }

    public required string Namespace { get; init; }

    public required string Kind { get; init; }

    public required string Workload { get; init; }

    public required string WorkloadUid { get; init; }

    public required string Code { get; init; }

    /// <summary>The worst it had.</summary>
    public required string Severity { get; set; }

    /// <summary>As it was when most pods had it.</summary>
    public required string Summary { get; set; }

    public int WorstPods { get; set; }

    public DateTimeOffset Since { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>How often it came back within ten minutes.</summary>
    public int Reopened { get; set; }
}

using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>How pods are replaced: RollingUpdate, Recreate or OnDelete.</summary>
public sealed record UpdateStrategy(string? Type = null, RollingUpdate? RollingUpdate = null);

/// <summary>Numbers or percentages, as written.</summary>
public sealed record RollingUpdate
{
    [JsonConverter(typeof(NumberOrText))]
    public string? MaxSurge { get; init; }

    [JsonConverter(typeof(NumberOrText))]
    public string? MaxUnavailable { get; init; }

    /// <summary>StatefulSet: pods with a smaller ordinal keep their revision.</summary>
    public int? Partition { get; init; }
}

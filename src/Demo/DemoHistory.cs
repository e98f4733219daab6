using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Portal.Demo;

/// <summary>Incidents that the demo organisation has been through, and the alerts that fire when the portal starts.</summary>
public sealed class DemoHistory
{
    public List<DemoIncident> Incidents { get; set; } = [];

    public List<DemoAlert> Alerts { get; set; } = [];

    /// <exception cref="YamlDotNet.Core.YamlException">It does not parse, or has an unknown field.</exception>
    public static DemoHistory Parse(string yaml)
        => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<DemoHistory>(yaml) ?? new DemoHistory();
}

/// <summary>A closed incident. Ages count back from the start of the portal; people and services are full refs.</summary>
public sealed class DemoIncident
{
    public required string Title { get; init; }

    public required string Severity { get; init; }

    public List<string> Services { get; set; } = [];

    public int DaysAgo { get; init; }

    public int LastedMinutes { get; init; }

    public required string StartedBy { get; init; }

    public string? Lead { get; init; }

    public string? Communications { get; init; }

    public List<string> Codes { get; set; } = [];

    public string? Cause { get; init; }

    public string? CauseSubject { get; init; }

    public required string Summary { get; init; }

    public string? Impact { get; init; }

    public List<DemoLine> Timeline { get; set; } = [];

    public List<DemoAction> Actions { get; set; } = [];
}

/// <summary>A line of an incident's timeline.</summary>
public sealed class DemoLine
{
    public int AfterMinutes { get; init; }

    public required string Kind { get; init; }

    public required string By { get; init; }

    public string? Service { get; init; }

    public required string Text { get; init; }
}

/// <summary>What was to be done after an incident; days count from its start.</summary>
public sealed class DemoAction
{
    public required string Text { get; init; }

    public required string Owner { get; init; }

    public int DueAfterDays { get; init; }

    public int? DoneAfterDays { get; init; }

    public string? DoneBy { get; init; }
}

/// <summary>An alert as a monitoring system would send it.</summary>
public sealed class DemoAlert
{
    public required string Name { get; init; }

    public required string Severity { get; init; }

    public required string Summary { get; init; }

    public int MinutesAgo { get; init; }

    public string? Runbook { get; init; }

    public Dictionary<string, string> Labels { get; init; } = [];
}

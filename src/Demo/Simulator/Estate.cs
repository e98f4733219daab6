using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Portal.Demo.Simulator;

/// <summary>What a simulated estate runs: clusters, workloads with their placements and troubles, rollouts that happen after the start.</summary>
public sealed partial class Estate
{
    public List<EstateCluster> Clusters { get; set; } = [];

    public List<EstateWorkload> Workloads { get; set; } = [];

    public List<EstateRollout> Rollouts { get; set; } = [];

    /// <summary>Earlier versions of each Deployment whose ReplicaSets are still there; their numbers are derived from the present version.</summary>
    public int EarlierVersions { get; set; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="YamlDotNet.Core.YamlException">It does not parse, or has an unknown field.</exception>
    public static Estate Load(string path) => Parse(File.ReadAllText(path));

    public static Estate Parse(string yaml)
        => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<Estate>(yaml) ?? new Estate();
}

public sealed class EstateCluster
{
    public string Name { get; set; } = "";

    public string Environment { get; set; } = "";

    public string? Region { get; set; }

    public int Nodes { get; set; } = 3;
}

public sealed class EstateWorkload
{
    public string? Service { get; set; }

    /// <summary>Deployment, StatefulSet or DaemonSet.</summary>
    public string Kind { get; set; } = "Deployment";

    public string Name { get; set; } = "";

    public string Namespace { get; set; } = "default";

    /// <summary>Without a tag.</summary>
    public string Image { get; set; } = "";

    /// <summary>How the portal can find its service: annotation, selector, recommended or none.</summary>
    public string Match { get; set; } = "none";

    public Dictionary<string, string> Labels { get; set; } = [];

    public Dictionary<string, string> Annotations { get; set; } = [];

    /// <summary>NAME=value each.</summary>
    public List<string> Env { get; set; } = [];

    /// <summary>Names of ConfigMaps that the environment is taken from.</summary>
    public List<string> ConfigMaps { get; set; } = [];

    /// <summary>Names of Secrets that the environment is taken from.</summary>
    public List<string> Secrets { get; set; } = [];

    /// <summary>Annotation checksum/config of the template: it changes when the configuration does.</summary>
    public string? ConfigChecksum { get; set; }

    /// <summary>Path of the readiness probe.</summary>
    public string ProbePath { get; set; } = "/healthz/ready";

    public string? CpuRequest { get; set; }

    public string? MemoryRequest { get; set; }

    public string? MemoryLimit { get; set; }

    public int? Port { get; set; }

    /// <summary>StatefulSet: size of the volume that each pod claims.</summary>
    public string? Volume { get; set; }

    public List<EstatePlacement> Placements { get; set; } = [];

    /// <summary>The same, to be changed into another template.</summary>
    public EstateWorkload Copy()
    {
        var copy = (EstateWorkload)MemberwiseClone();
        (copy.Env, copy.ConfigMaps, copy.Secrets) = ([.. Env], [.. ConfigMaps], [.. Secrets]);
        return copy;
    }
}

public sealed class EstatePlacement
{
    public string Cluster { get; set; } = "";

    public string Version { get; set; } = "";

    public int Replicas { get; set; } = 1;

    public double AgeMinutes { get; set; } = 60;

    /// <summary>oom, crashloop, imagepull, notready, pending or stuck.</summary>
    public string? Trouble { get; set; }

    public int TroublePods { get; set; } = 1;

    public double TroubleSinceMinutes { get; set; }

    public string? TroubleMessage { get; set; }

    public string? PreviousVersion { get; set; }

    /// <summary>How many earlier versions have left their ReplicaSets behind.</summary>
    public int EarlierVersions { get; set; }
}

public sealed class EstateRollout
{
    public string Workload { get; set; } = "";

    public string Cluster { get; set; } = "";

    public string FromVersion { get; set; } = "";

    public string ToVersion { get; set; } = "";

    public double AfterSeconds { get; set; }

    public double PodSeconds { get; set; } = 6;

    /// <summary>A trouble that the new pods get; left out when it goes well.</summary>
    public string? Outcome { get; set; }

    public double? RollbackAfterSeconds { get; set; }
}

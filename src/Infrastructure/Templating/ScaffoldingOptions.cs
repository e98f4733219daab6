using System.ComponentModel.DataAnnotations;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Section Scaffolding.</summary>
public sealed class ScaffoldingOptions
{
    public const string Section = "Scaffolding";

    /// <summary>Folder of templates, one folder each; relative to the application. The default travels with it.</summary>
    public string TemplatesPath { get; init; } = "templates";

    /// <summary>Runs worked on at the same time by this process. Most of a run is waiting for a git server; rendering is bounded by the processors.</summary>
    [Range(1, 256)]
    public int Concurrency { get; init; } = 32;

    /// <summary>How often other processes' runs and requests are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a run stays with a process that no longer renews it.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A team may hold at most this share of the places while others wait; between 0 and 1.</summary>
    [Range(0.1, 1)]
    public double TeamShare { get; init; } = 0.5;

    /// <summary>Rules that are asked before a run begins.</summary>
    public IList<ScaffoldPolicy> Policies { get; init; } = [];

    /// <summary>What templates may read of other repositories.</summary>
    public RemoteOptions Remote { get; init; } = new();

    /// <summary>How much may be made.</summary>
    public ScaffoldQuotas Quotas { get; init; } = new();
}

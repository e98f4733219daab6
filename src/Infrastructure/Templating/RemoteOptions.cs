using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Templating;

/// <summary>Section Scaffolding:Remote: what templates may read of other repositories.</summary>
public sealed class RemoteOptions
{
    /// <summary>
    /// Repositories that templates may read beside those that are allowed anyhow, as host/owner/repository; * stands for any name: github.com/backstage/software-templates, github.com/my-org/*.
    /// Anyhow: what is not private in GitHub:Organization, and everything on the local git server.
    /// </summary>
    public IList<string> Repositories { get; init; } = [];

    /// <summary>Most files that one step may read.</summary>
    [Range(1, 20_000)]
    public int MaxFiles { get; init; } = 2000;

    /// <summary>Most that one step may read, in MB.</summary>
    [Range(1, 60)]
    public int MaxMegabytes { get; init; } = 20;

    /// <summary>Longest that one step may take to read.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    internal bool Lists(string repository)
    {
        var wanted = repository.Split('/');
        return Repositories.Select(r => r.Trim().TrimEnd('/').Split('/')).Any(parts => parts.Length == wanted.Length && parts.Zip(wanted).All(p => p.First == "*" || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase)));
    }
}

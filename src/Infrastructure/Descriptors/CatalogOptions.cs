using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A location as settings name it.</summary>
public sealed class LocationSetting
{
    /// <summary>file, directory, git, url or github-org.</summary>
    [Required]
    public string Type { get; set; } = "";

    [Required]
    public string Target { get; set; } = "";
}

/// <summary>A location that a part of the portal brings along, such as the demo organisation; treated like one from settings.</summary>
public sealed record BuiltInLocation(string Type, string Target);

/// <summary>From when on a removal waits for somebody's word: both figures must be reached.</summary>
public sealed class RemovalGuard
{
    /// <summary>More than this share of a source's entities, from 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.10;

    /// <summary>At least so many entities: taking out a single one is everyday work, and can be undone.</summary>
    [Range(1, 1_000_000)]
    public int Minimum { get; init; } = 2;
}

/// <summary>Settings of the section Catalog.</summary>
public sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>In this order the first of two sources that claim one name wins.</summary>
    public IList<LocationSetting> Locations { get; init; } = [];

    /// <summary>Hosts that single files may be fetched from over HTTP: "host", "host:port" or "*.example.com".</summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether an allow-listed name may resolve to a private address.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Folder with the kinds the organisation adds, one file each (docs/operator/configuration.md); empty: only the built-in kinds.</summary>
    public string KindsPath { get; init; } = "";

    /// <summary>How often every source is looked at; folders are also watched.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where repositories are checked out; empty: the folder git in Data:Directory.</summary>
    public string GitCache { get; set; } = "";

    /// <summary>Longest time one git command may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan GitTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>When a look is stopped that would remove much.</summary>
    public RemovalGuard RemovalGuard { get; init; } = new();

    /// <summary>Larger descriptor files are refused unread.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public long MaxFileBytes { get; init; } = DescriptorLimits.Default.MaxFileBytes;

    /// <summary>Whether the host of a URL is listed.</summary>
    public bool AllowsHost(Uri url) => AllowedHosts.Any(entry =>
        entry.StartsWith("*.", StringComparison.Ordinal)
            ? url.IsDefaultPort && url.Host.EndsWith(entry[1..], StringComparison.OrdinalIgnoreCase)
            : entry.Equals(url.Authority, StringComparison.OrdinalIgnoreCase) || (url.IsDefaultPort && entry.Equals(url.Host, StringComparison.OrdinalIgnoreCase)));
}

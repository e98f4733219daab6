using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Packages;

namespace Portal.Web.Features.Packages;

/// <summary>The question as its form and its address write it.</summary>
public sealed class PackageQuestion
{
    [FromQuery(Name = "name")]
    public string? Name { get; set; }

    [FromQuery(Name = "ecosystem")]
    public string? Ecosystem { get; set; }

    [FromQuery(Name = "version")]
    public string? Version { get; set; }

    /// <summary>"true": only services that run somewhere; "false": only the others.</summary>
    [FromQuery(Name = "live")]
    public string? Live { get; set; }

    /// <summary>"false": only what services ask for themselves.</summary>
    [FromQuery(Name = "transitive")]
    public string? Transitive { get; set; }

    [FromQuery(Name = "owner")]
    public string? Owner { get; set; }

    /// <summary>"true": also what is only needed for building and testing.</summary>
    [FromQuery(Name = "development")]
    public string? Development { get; set; }

    public bool IsAsked => !string.IsNullOrWhiteSpace(Name);

    public FindPackageUsers ToRequest(int limit, string? cursor) => new(
        Name, Ecosystem, Version, Transitive != "false", Live switch { "true" => true, "false" => false, _ => null }, Owner, Development == "true", limit, string.IsNullOrEmpty(cursor) ? null : cursor);

    /// <summary>The page's address with these answers, from a cursor on.</summary>
    public string Url(string? cursor = null)
    {
        List<string> parts = [];
        foreach (var (key, value) in new[] { ("name", Name), ("version", Version), ("ecosystem", Ecosystem), ("live", Live), ("transitive", Transitive), ("owner", Owner), ("development", Development), ("cursor", cursor) })
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                parts.Add($"{key}={Uri.EscapeDataString(value)}");
            }
        }

        return parts.Count == 0 ? "/packages" : "/packages?" + string.Join('&', parts);
    }

    /// <summary>The address of the question who uses a package, in any version.</summary>
    public static string UrlOf(string ecosystem, string name, string? version = null)
        => $"/packages?name={Uri.EscapeDataString(name)}&ecosystem={Uri.EscapeDataString(ecosystem)}" + (string.IsNullOrEmpty(version) ? "" : $"&version={Uri.EscapeDataString(version)}");
}

/// <summary>What the page shows.</summary>
/// <param name="Cursor">Set on pages after the first.</param>
public sealed record PackagesPage(PackageQuestion Question, string? Cursor)
{
    /// <summary>Without a question.</summary>
    public PackageOverview? Overview { get; init; }

    public PackageUsers? Answer { get; init; }

    /// <summary>Owners of services, for the form.</summary>
    public IReadOnlyList<ServiceOwner> Owners { get; init; } = [];

    /// <summary>The question in words, for the heading of the answers.</summary>
    public string InWords => $"{Question.Name!.Trim()}{(string.IsNullOrWhiteSpace(Question.Version) ? "" : " " + Question.Version.Trim())}";
}

/// <summary>What the page of one service shows.</summary>
public sealed record ServicePackagesPage(ServicePackages Packages, string? Q)
{
    public string Namespace => EntityRef.Parse(Packages.Service).Namespace;

    public string Name => EntityRef.Parse(Packages.Service).Name;

    public string Url => UrlOf(Packages.Service);

    /// <summary>Address of the page of a service.</summary>
    public static string UrlOf(string service)
    {
        var reference = EntityRef.Parse(service);
        return $"/packages/service/{Uri.EscapeDataString(reference.Namespace)}/{Uri.EscapeDataString(reference.Name)}";
    }

    public string PageUrl(int page) => $"{Url}?page={page}" + (string.IsNullOrWhiteSpace(Q) ? "" : $"&q={Uri.EscapeDataString(Q)}");
}

/// <summary>What the upload form posts.</summary>
public sealed class SbomForm
{
    public IFormFile? File { get; set; }

    public string? Source { get; set; }
}

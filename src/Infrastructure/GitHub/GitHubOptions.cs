using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.GitHub;

/// <summary>Section GitHub.</summary>
public sealed class GitHubOptions
{
    public const string Section = "GitHub";

    /// <summary>https://github.com, or the address of an enterprise server; a path (…/api/v3) is taken as it is.</summary>
    public string BaseUrl { get; init; } = "https://github.com";

    /// <summary>Repositories are made here.</summary>
    public string Organization { get; init; } = "";

    /// <summary>Token of a user or app that may create repositories, read teams and administer repositories. Never logged.</summary>
    public string Token { get; init; } = "";

    /// <summary>Instead of a token: the portal signs in as an installation of a GitHub App.</summary>
    public GitHubAppOptions App { get; init; } = new();

    /// <summary>Shared with GitHub, which signs what it sends to /webhooks/github with it; empty: nothing is accepted there. Never logged.</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>Requests of an hour's limit that the catalog leaves to the scaffolder; at most half of the limit that GitHub names.</summary>
    [Range(0, 1_000_000)]
    public int CatalogReserve { get; init; } = 1000;

    /// <summary>How often the list of an organisation's repositories is asked for. A push webhook is looked at at once, whatever this says.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often releases and tags of a repository are asked for.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan VersionInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest time one request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Host of repository URLs: github.com, or the server's.</summary>
    internal string Host => IsPublic ? "github.com" : new Uri(BaseUrl).Authority;

    /// <summary>What repository URLs begin with, without a slash at the end.</summary>
    internal string Web => IsPublic ? "https://github.com" : new Uri(BaseUrl).GetLeftPart(UriPartial.Authority);

    /// <summary>Where the API answers. An enterprise server has it below /api/v3/; a server on this machine is a test double and has it at its root.</summary>
    internal Uri ApiAddress
    {
        get
        {
            var url = new Uri(BaseUrl.TrimEnd('/') + "/");
            return IsPublic ? new Uri("https://api.github.com/") : url.AbsolutePath.Length > 1 || url.IsLoopback ? url : new Uri(url, "api/v3/");
        }
    }

    /// <summary>Why the portal cannot make repositories on GitHub, or null when it can try.</summary>
    internal string? Problem => ReadProblem ?? (Organization.Length > 0 ? null : "GitHub is not configured: GitHub:Organization is empty. Set GitHub__Organization.");

    /// <summary>Why the portal cannot talk to GitHub at all, or null when it can try.</summary>
    internal string? ReadProblem => (Uri.TryCreate(BaseUrl, UriKind.Absolute, out _), Token.Length > 0 || App.IsSet) switch
    {
        (false, _) => $"GitHub:BaseUrl '{BaseUrl}' is no address. Set it to https://github.com or to your server.",
        (_, false) => "GitHub is not configured: GitHub:Token is empty. Set GitHub__Token, or GitHub__App__Id, GitHub__App__InstallationId and GitHub__App__PrivateKeyPath; or set SourceControl__Provider to LocalGit.",
        _ => null,
    };

    private bool IsPublic => new Uri(BaseUrl).Host is "github.com" or "api.github.com" or "www.github.com";
}

/// <summary>Section GitHub:App.</summary>
public sealed class GitHubAppOptions
{
    /// <summary>App id, or its client id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Number of the app's installation in the organisation.</summary>
    public long InstallationId { get; init; }

    /// <summary>Path of the PEM file with the app's private key. Read when a token is needed, so it may be replaced.</summary>
    public string PrivateKeyPath { get; init; } = "";

    internal bool IsSet => Id.Length > 0 && InstallationId > 0 && PrivateKeyPath.Length > 0;
}

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

    /// <summary>Host of repository URLs: github.com, or the server's.</summary>
    internal string Host => IsPublic ? "github.com" : new Uri(BaseUrl).Authority;

    private bool IsPublic => new Uri(BaseUrl).Host is "github.com" or "api.github.com" or "www.github.com";

    /// <summary>Where the API answers. An enterprise server has it below /api/v3/; a server on this machine is a test double and has it at its root.</summary>
    internal Uri ApiAddress
    {
        get
        {
            var url = new Uri(BaseUrl.TrimEnd('/') + "/");
            return IsPublic ? new Uri("https://api.github.com/") : url.AbsolutePath.Length > 1 || url.IsLoopback ? url : new Uri(url, "api/v3/");
        }
    }

    /// <summary>Why the portal cannot talk to GitHub, or null when it can try.</summary>
    internal string? Problem => (Uri.TryCreate(BaseUrl, UriKind.Absolute, out _), Token.Length > 0, Organization.Length > 0) switch
    {
        (false, _, _) => $"GitHub:BaseUrl '{BaseUrl}' is no address. Set it to https://github.com or to your server.",
        (_, false, _) => "GitHub is not configured: GitHub:Token is empty. Set GitHub__Token, or set SourceControl__Provider to LocalGit.",
        (_, _, false) => "GitHub is not configured: GitHub:Organization is empty. Set GitHub__Organization.",
        _ => null,
    };
}

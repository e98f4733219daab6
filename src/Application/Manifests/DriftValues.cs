using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Whether a value of git and one of a cluster mean the same.</summary>
internal static class DriftValues
{
    private const double Closeness = 1e-9;

    public static bool Same(string path, string git, string live, IReadOnlySet<string> generated)
        => git == live
            || (path.Contains(".resources.", StringComparison.Ordinal) ? SameQuantity(git, live)
                : path.EndsWith(".image", StringComparison.Ordinal) ? SameImage(git, live)
                : generated.Count > 0 && SameNames(git, live, generated));

    /// <summary>Git leaves the version to whoever deploys: a tag that moves, or none.</summary>
    public static bool IsOpen(string image) => ImageName.Parse(image) is { Digest: null, Tag: null or "latest" };

    public static bool SameQuantity(string git, string live)
        => ResourceSum.Parse(git) is { } a && ResourceSum.Parse(live) is { } b && Math.Abs(a - b) <= Closeness * Math.Max(Math.Abs(a), Math.Abs(b));

    private static bool SameImage(string git, string live)
    {
        var (a, b) = (ImageName.Parse(git), ImageName.Parse(live));
        return FullName(a.Repository) == FullName(b.Repository)
            && (IsOpen(git) || (a.Digest is not null && b.Digest is not null ? a.Digest == b.Digest : a.Digest is null && b.Digest is null && (a.Tag ?? "latest") == (b.Tag ?? "latest")));
    }

    /// <summary>nginx stands for docker.io/library/nginx.</summary>
    private static string FullName(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : repository[..slash];
        var hasHost = host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal) || host == "localhost";
        var full = hasHost ? repository : "docker.io/" + repository;
        full = full.StartsWith("index.docker.io/", StringComparison.Ordinal) ? full["index.".Length..] : full;
        return full.StartsWith("docker.io/", StringComparison.Ordinal) && full.IndexOf('/', "docker.io/".Length) < 0 ? full.Insert("docker.io/".Length, "library/") : full;
    }

    /// <summary>A generator's name carries a hash of its content in the cluster: app-config and app-config-5f8k2m9tgh are one.</summary>
    private static bool SameNames(string git, string live, IReadOnlySet<string> generated)
    {
        var (a, b) = (git.Split(' '), live.Split(' '));
        return a.Length == b.Length && a.Zip(b).All(p => p.First == p.Second
            || (generated.Contains(p.First.TrimEnd(',')) && p.Second.TrimEnd(',') is var name && name.StartsWith(p.First.TrimEnd(',') + "-", StringComparison.Ordinal) && IsHash(name[(p.First.TrimEnd(',').Length + 1)..])));
    }

    private static bool IsHash(string text) => text.Length == 10 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}

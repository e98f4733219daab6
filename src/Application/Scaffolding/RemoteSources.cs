using System.Collections.Concurrent;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>A file or folder of a repository that a template names by its web address.</summary>
/// <param name="Host">Lower case, with a port where the address has one.</param>
/// <param name="Reference">Branch, tag or commit; null: the default branch.</param>
/// <param name="Path">Without slashes at its ends; empty: the whole repository.</param>
public sealed record RemotePlace(string Host, string Owner, string Repo, string? Reference, string Path)
{
    /// <summary>host/owner/repository, as the list of allowed ones has it.</summary>
    public string Repository => $"{Host}/{Owner}/{Repo}";

    /// <summary>What a run keeps a commit for: the same for every path of one repository and branch.</summary>
    public string Key => Reference is null ? Repository : $"{Repository}@{Reference}";
}

/// <summary>A file of a repository at one commit, its path relative to what was asked for.</summary>
public sealed record RemoteFile(string Path, WorkspaceFile File);

/// <summary>How much may be read at once.</summary>
/// <param name="MaxFiles">Files below the folder.</param>
/// <param name="MaxBytes">Sum of their sizes.</param>
public sealed record RemoteLimits(int MaxFiles, long MaxBytes);

/// <summary>
/// Repositories of one host that the portal is connected to. It asks that host's own API and nothing else: an address in a template chooses a repository there, never a server.
/// NotFound: no such repository, branch or path. Forbidden-like refusals are <see cref="Conflict"/>; Unavailable: later it may work.
/// </summary>
public interface IRemoteSource
{
    /// <summary>Hosts for people; empty where none is configured.</summary>
    IReadOnlyList<string> Hosts { get; }

    bool Serves(RemotePlace place);

    /// <summary>The commit that the branch points to now.</summary>
    /// <param name="listed">The operator has listed the repository; else the source says itself whether it may be read.</param>
    Task<Result<string>> CommitAsync(RemotePlace place, bool listed, CancellationToken ct);

    /// <summary>The file at the path, or all files below it; links and other repositories are refused.</summary>
    Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(RemotePlace place, string commit, RemoteLimits limits, CancellationToken ct);
}

/// <summary>Which commit a run reads of each repository and branch: the first look decides, and every later step, attempt and retry of the run reads the same.</summary>
/// <param name="known">What was decided before, by <see cref="RemotePlace.Key"/>.</param>
/// <param name="keep">Makes a decision durable before anything is read; null in a dry run.</param>
public sealed class SourcePins(IReadOnlyDictionary<string, string>? known = null, Func<string, string, CancellationToken, Task>? keep = null)
{
    private readonly ConcurrentDictionary<string, string> _commits = new(known ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Commits by key, in order.</summary>
    public IReadOnlyDictionary<string, string> Commits => new SortedDictionary<string, string>(_commits, StringComparer.Ordinal);

    public string? Of(RemotePlace place) => _commits.GetValueOrDefault(place.Key);

    public async Task KeepAsync(RemotePlace place, string commit, CancellationToken ct)
    {
        if (keep is not null)
        {
            await keep(place.Key, commit, ct);
        }

        _commits[place.Key] = commit;
    }

    /// <summary>What has moved between two looks, in words; null when nothing has.</summary>
    public static string? Moved(IReadOnlyDictionary<string, string>? seen, IReadOnlyDictionary<string, string> now)
    {
        List<string> moved = [.. now.Where(n => seen?.GetValueOrDefault(n.Key) is { } before && before != n.Value).Select(n => $"{n.Key} moved from {ShortOf(seen![n.Key])} to {ShortOf(n.Value)}")];
        return moved.Count == 0 ? null : string.Join("; ", moved);
    }

    /// <summary>A commit as people read it.</summary>
    public static string ShortOf(string commit) => commit.Length > 8 ? commit[..8] : commit;

    /// <summary>Whether a run of the template may read repositories: then its commits are decided before it begins.</summary>
    internal static bool MayBeNeeded(ScaffoldTemplate template)
        => template.Steps.Any(s => s.Action.StartsWith("fetch:", StringComparison.Ordinal) && FormReader.Text(s.Input["url"]) is { } url && (url.Contains("://", StringComparison.Ordinal) || url.StartsWith("${{", StringComparison.Ordinal)));
}

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.LocalGit;

/// <summary>
/// Bare repositories in a folder. A new one is built beside its place and moved there in one step, so it is either absent or whole; it
/// carries the id of the run that made it.
/// </summary>
internal sealed class LocalGitServer(IOptions<SourceControlOptions> options, TimeProvider clock) : ISourceControl
{
    public const string Host = "local";
    private const string RunKey = "portal.run";

    public string Provider => "LocalGit";

    public IReadOnlyList<string> Hosts { get; } = [Host];

    public string? DefaultOwner => options.Value.LocalOwner;

    public Task<Result<bool>> ExistsAsync(RepoUrl repository, CancellationToken ct) => Task.FromResult<Result<bool>>(Directory.Exists(PathOf(repository)));

    public string PathOf(RepoUrl repository) => Path.Combine(options.Value.Root, repository.Owner, repository.Repo + ".git");

    /// <summary>Makes the repository with one commit that holds all files; finds its own again.</summary>
    /// <returns>Commit hash, and whether it was made now.</returns>
    /// <exception cref="GitException">git failed, or somebody else's repository has the name.</exception>
    public async Task<(string Commit, bool New)> PublishAsync(RepoUrl repository, Workspace files, string runId, string branch, string message, string author, string description, CancellationToken ct)
    {
        var place = PathOf(repository);
        if (Directory.Exists(place))
        {
            return await RunOfAsync(place, ct) == runId
                ? ((await GitCommand.RunAsync(place, ["rev-parse", $"refs/heads/{branch}"], ct)).Trim(), false)
                : throw new GitException($"{repository.Owner}/{repository.Repo} exists already and was not made by this run. Choose another name.");
        }

        var site = Path.Combine(options.Value.Root, ".new", runId);
        Remove(site); // left behind by a process that died here
        Directory.CreateDirectory(site);
        try
        {
            var commit = await BuildAsync(site, files, runId, branch, message, author, description, ct);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Directory.Move(site, place);
            return (commit, true);
        }
        catch (IOException ex) when (Directory.Exists(place))
        {
            throw new GitException($"{repository.Owner}/{repository.Repo} was made by somebody else just now. Choose another name.", ex);
        }
        finally
        {
            Remove(site); // moved away, or of no use to anybody
        }
    }

    /// <summary>Removes the repository if this run made it.</summary>
    /// <returns>False when there was none of this run.</returns>
    public async Task<bool> DeleteAsync(RepoUrl repository, string runId, CancellationToken ct)
    {
        var place = PathOf(repository);
        if (!Directory.Exists(place) || await RunOfAsync(place, ct) != runId)
        {
            return false;
        }

        // Moved aside first: a half-deleted repository must not be found under its name.
        var grave = Path.Combine(options.Value.Root, ".new", runId + "-deleted");
        Directory.CreateDirectory(Path.GetDirectoryName(grave)!);
        Directory.Move(place, grave);
        Remove(grave);
        return true;
    }

    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal); // git writes objects read-only
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string?> RunOfAsync(string place, CancellationToken ct)
    {
        try
        {
            return (await GitCommand.RunAsync(place, ["config", "--local", "--get", RunKey], ct)).Trim();
        }
        catch (GitException)
        {
            return null; // made by hand: no run has its name on it
        }
    }

    private async Task<string> BuildAsync(string site, Workspace files, string runId, string branch, string message, string author, string description, CancellationToken ct)
    {
        await GitCommand.RunAsync(site, ["init", "--bare", "--quiet", $"--initial-branch={branch}", "."], ct);
        await GitCommand.RunAsync(site, ["config", "--local", RunKey, runId], ct);
        await File.WriteAllTextAsync(Path.Combine(site, "description"), description + "\n", ct);
        await GitCommand.RunAsync(site, ["fast-import", "--quiet"], ct, Stream(files, branch, $"{message}\n\nPortal-Run: {runId}\n", author));
        return (await GitCommand.RunAsync(site, ["rev-parse", $"refs/heads/{branch}"], ct)).Trim();
    }

    /// <summary>The whole commit in git's fast-import format: no working copy, no index, one process.</summary>
    private byte[] Stream(Workspace files, string branch, string message, string author)
    {
        using MemoryStream stream = new();
        var name = new string([.. author.Where(c => c is not ('<' or '>' or '\n' or '\r'))]).Trim();
        var who = $"{(name.Length == 0 ? "Portal" : name)} <portal@localhost> {clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} +0000";
        Line($"commit refs/heads/{branch}");
        Line($"author {who}");
        Line($"committer {who}");
        Data(Encoding.UTF8.GetBytes(message));
        foreach (var (path, file) in files.Files)
        {
            Line($"M {(file.Executable ? "100755" : "100644")} inline {Quote(path)}");
            Data(file.Content);
        }

        Line("done");
        return stream.ToArray();

        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));

        void Data(byte[] content)
        {
            Line($"data {content.Length.ToString(CultureInfo.InvariantCulture)}");
            stream.Write(content);
            Line("");
        }
    }

    private static string Quote(string path)
        => "\"" + path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}

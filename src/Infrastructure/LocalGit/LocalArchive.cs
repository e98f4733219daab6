using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.LocalGit;

/// <summary>A bare repository that is archived has a mark in its configuration and a hook that refuses every push with the words it was archived with. Reading goes on as before.</summary>
internal sealed class LocalArchive(LocalGitServer server) : IRepositoryArchive
{
    private const string Mark = "portal.archived";
    private const string WordsFile = "portal-archived";
    private const string Hook = "pre-receive";
    private const string OwnHook = "pre-receive.before-archive";

    // The words are read from a file: nothing that somebody typed becomes a part of a script.
    private const string Script = "#!/bin/sh\ncat \"$GIT_DIR/" + WordsFile + "\" >&2\nexit 1\n";

    public async Task<Result<bool>> IsArchivedAsync(RepoUrl repository, CancellationToken ct)
    {
        var place = server.PathOf(repository);
        return Directory.Exists(place) ? await IsArchivedAsync(place, ct) : NoRepository(repository);
    }

    public static async Task<bool> IsArchivedAsync(string place, CancellationToken ct) => (await GitCommand.EndAsync(place, ["config", "--local", "--get", Mark], ct)) is (0, _, _);

    public async Task<Result<Done>> ArchiveAsync(RepoUrl repository, string words, CancellationToken ct)
    {
        var place = server.PathOf(repository);
        if (!Directory.Exists(place))
        {
            return NoRepository(repository);
        }

        try
        {
            var hooks = Directory.CreateDirectory(Path.Combine(place, "hooks")).FullName;
            await File.WriteAllTextAsync(Path.Combine(place, WordsFile), words.ReplaceLineEndings(" ") + "\n", ct);
            var hook = Path.Combine(hooks, Hook);
            if (File.Exists(hook) && await File.ReadAllTextAsync(hook, ct) != Script)
            {
                File.Move(hook, Path.Combine(hooks, OwnHook), overwrite: true);
            }

            await File.WriteAllTextAsync(hook, Script, ct);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(hook, File.GetUnixFileMode(hook) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            await GitCommand.RunAsync(place, ["config", "--local", Mark, "true"], ct); // last: with the mark everything is there
            return Done.Value;
        }
        catch (Exception ex) when (ex is GitException or IOException or UnauthorizedAccessException)
        {
            return new Conflict("git.failed", $"{repository.Owner}/{repository.Repo} could not be archived: {ex.Message}");
        }
    }

    public async Task<Result<Done>> RestoreAsync(RepoUrl repository, CancellationToken ct)
    {
        var place = server.PathOf(repository);
        if (!Directory.Exists(place))
        {
            return NoRepository(repository);
        }

        try
        {
            var hook = Path.Combine(place, "hooks", Hook);
            var own = Path.Combine(place, "hooks", OwnHook);
            if (File.Exists(hook) && await File.ReadAllTextAsync(hook, ct) == Script)
            {
                File.Delete(hook);
            }

            if (File.Exists(own))
            {
                File.Move(own, hook);
            }

            File.Delete(Path.Combine(place, WordsFile));
            await GitCommand.EndAsync(place, ["config", "--local", "--unset-all", Mark], ct);
            return Done.Value;
        }
        catch (Exception ex) when (ex is GitException or IOException or UnauthorizedAccessException)
        {
            return new Conflict("git.failed", $"{repository.Owner}/{repository.Repo} could not be made writable: {ex.Message}");
        }
    }

    private static NotFound NoRepository(RepoUrl repository) => new("git.no_repository", $"The local git server has no {repository.Owner}/{repository.Repo}.");
}

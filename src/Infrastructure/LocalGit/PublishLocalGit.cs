using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.LocalGit;

/// <summary>publish:local-git: a bare repository on this machine, with the inputs of publish:github that make sense here.</summary>
internal sealed class PublishLocalGit(LocalGitServer server) : IScaffoldAction
{
    public string Id => "publish:local-git";

    public ActionInfo Info { get; } = new(
        "Makes a bare repository on the local git server with one commit that holds the workspace.",
        [
            new("repoUrl", "string", "As RepoUrlPicker writes it, for instance local?owner=my-team&repo=my-service.", Required: true),
            new("description", "string", "Description of the repository."),
            new("defaultBranch", "string", "main unless set."),
            new("gitCommitMessage", "string", "Initial commit unless set."),
            new("gitAuthorName", "string", "Who started the run unless set."),
            new("sourcePath", "string", "Folder of the workspace that is published; all of it unless set."),
        ],
        [
            new("remoteUrl", "string", "Where git clones from."),
            new("repoContentsUrl", "string", "Root of the default branch."),
            new("commitHash", "string", "The commit."),
        ]);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Text("repoUrl"), out var repository) is { } problem)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"repoUrl {problem}");
        }

        var unused = context.Input.Select(i => i.Key).Except(Info.Inputs.Select(i => i.Name), StringComparer.Ordinal).ToList();
        if (unused.Count > 0)
        {
            await context.Log($"A local repository has no {string.Join(", ", unused)}: not used.", ct);
        }

        var files = context.Workspace.Below(context.Text("sourcePath"));
        var branch = context.Text("defaultBranch") ?? "main";
        if (files.Files.Count == 0)
        {
            return ActionOutcome.Fail("scaffold.nothing_to_publish", "There are no files to publish. Put a fetch step before this one.");
        }

        if (context.DryRun)
        {
            context.Effects.Add(new("Create repository", $"{repository!.Owner}/{repository.Repo} on the local git server", "deleted"));
            context.Effects.Add(new($"Push {files.Files.Count} files", $"one commit on {branch}", "deleted with it"));
            return Output(repository, branch, "0000000000000000000000000000000000000000");
        }

        try
        {
            var (commit, isNew) = await server.PublishAsync(
                repository!, files, context.RunId, branch, context.Text("gitCommitMessage") ?? "Initial commit", context.Text("gitAuthorName") ?? context.ActorName, context.Text("description") ?? "", ct);
            await context.Log($"{(isNew ? "Made" : "Found, made by this run earlier:")} {repository!.Owner}/{repository.Repo}, {files.Files.Count} files in commit {commit[..10]}", ct);
            return Output(repository, branch, commit);
        }
        catch (GitException ex)
        {
            return ActionOutcome.Fail("git.failed", ex.Message);
        }
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Input["repoUrl"]?.ToString(), out var repository) is not null)
        {
            return Done.Value;
        }

        try
        {
            var gone = await server.DeleteAsync(repository!, context.RunId, ct);
            await context.Log(gone ? $"Deleted {repository!.Owner}/{repository.Repo}" : $"{repository!.Owner}/{repository.Repo}: nothing of this run is there", ct);
            return Done.Value;
        }
        catch (Exception ex) when (ex is GitException or IOException or UnauthorizedAccessException)
        {
            return new Conflict("git.failed", $"{repository!.Owner}/{repository.Repo} could not be deleted: {ex.Message}");
        }
    }

    private ActionOutcome Output(RepoUrl repository, string branch, string commit)
    {
        var url = new Uri(server.PathOf(repository)).AbsoluteUri;
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = url, ["repoContentsUrl"] = $"{url}/blob/{branch}", ["commitHash"] = commit });
    }
}

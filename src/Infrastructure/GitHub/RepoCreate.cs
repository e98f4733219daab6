using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:repo:create: a repository without the workspace's files. It begins with GitHub's own first commit, which github:repo:push replaces.</summary>
internal sealed class RepoCreate(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    public override string Id => "github:repo:create";

    public override ActionInfo Info { get; } = new(
        "Makes a repository in the organisation, with topics, access, variables and secrets. Files come with github:repo:push.",
        [RepoUrlInput, .. RepositoryPlan.Inputs, new("autoInit", "boolean", "GitHub's own first commit; it is made in any case, and replaced by github:repo:push."), TokenInput],
        [new("remoteUrl", "string", "Where git clones from."), new("repoContentsUrl", "string", "Root of the default branch."), new(PublishGitHub.RepositoryId, "integer", "GitHub's number of the repository.")],
        """
        - id: create
          action: github:repo:create
          input:
            repoUrl: ${{ parameters.repoUrl }}
            repoVisibility: internal
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var settings = RepositoryPlan.Of(step);
        if (await AccessPlan.MissingAsync(step, settings) is { } missing)
        {
            return ActionOutcome.Fail(missing.Contains("no team", StringComparison.Ordinal) ? "github.no_team" : "github.no_user", missing);
        }

        var page = $"https://{step.Place.Host}/{step.Name}";
        if (step.Context.DryRun)
        {
            settings.Preview(step);
            settings.PreviewRest(step);
            return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = page + ".git", ["repoContentsUrl"] = $"{page}/blob/main" });
        }

        RepositoryPublication publication = new(step.Client, step.Place, step.Context.RunId, PublishGitHub.IdOf(step.Note));
        var (repository, isNew) = await publication.FindOrCreateAsync(settings.Description, settings.Settings);
        await step.Context.Log($"{(isNew ? "Made" : "Found, made by this run earlier:")} {step.Name}", ct);
        await step.NoteAsync(PublishGitHub.RepositoryId, repository.Id, ct);
        await settings.ApplyAsync(step, ct);
        await publication.DescribeAsync(settings.Description);
        page = repository.HtmlUrl ?? page;
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = repository.CloneUrl ?? page + ".git", ["repoContentsUrl"] = $"{page}/blob/{repository.DefaultBranch ?? "main"}", [PublishGitHub.RepositoryId] = repository.Id });
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        var gone = await new RepositoryPublication(undo.Client, undo.Place, undo.Context.RunId, PublishGitHub.IdOf(undo.Note)).DeleteAsync();
        await undo.Context.Log(gone ? $"Deleted {undo.Name}" : $"{undo.Name}: nothing of this run is there", ct);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>publish:github with Backstage's inputs: repository, one commit, topics, access, variables, secrets, protection of the default branch.</summary>
internal sealed class PublishGitHub(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    internal const string RepositoryId = "repositoryId";
    private const string CommitHash = "commitHash";

    public override string Id => "publish:github";

    public override ActionInfo Info { get; } = new(
        "Makes a repository in the organisation with one commit that holds the workspace, then topics, access, variables, secrets and protection of the default branch.",
        [RepoUrlInput, .. RepositoryPlan.Inputs, .. PushPlan.Inputs, TokenInput],
        [.. PushPlan.Outputs, new(RepositoryId, "integer", "GitHub's number of the repository.")],
        """
        - id: publish
          action: publish:github
          input:
            repoUrl: ${{ parameters.repoUrl }}
            description: ${{ parameters.description }}
            access: my-org/my-team
            topics: [service]
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var (settings, push) = (RepositoryPlan.Of(step), PushPlan.Of(step.Context));
        if (push.Empty is { } nothing)
        {
            return nothing;
        }

        if (await AccessPlan.MissingAsync(step, settings) is { } missing)
        {
            return ActionOutcome.Fail(missing.Contains("no team", StringComparison.Ordinal) ? "github.no_team" : "github.no_user", missing);
        }

        if (step.Context.DryRun)
        {
            settings.Preview(step);
            push.Preview(step, "deleted with it");
            settings.PreviewRest(step);
            push.PreviewProtection(step, "deleted with it");
            return Output(step, push, null, "0000000000000000000000000000000000000000");
        }

        RepositoryPublication publication = new(step.Client, step.Place, step.Context.RunId, IdOf(step.Note));
        var (repository, isNew) = await publication.FindOrCreateAsync(settings.Description, settings.Settings);
        await step.Context.Log($"{(isNew ? "Made" : "Found, made by this run earlier:")} {step.Name}", ct);
        await step.NoteAsync(RepositoryId, repository.Id, ct);
        var commit = await publication.CommitAsync(repository, push.Files, push.Branch, push.Message, push.Author(Clock.GetUtcNow()), step.Note[CommitHash]?.ToString(), ct);
        await step.NoteAsync(CommitHash, commit, ct);
        await step.Context.Log($"{push.Files.Files.Count} files in commit {commit[..Math.Min(10, commit.Length)]} on {push.Branch}", ct);
        await settings.ApplyAsync(step, ct);
        if (push.Protection is { } protection)
        {
            await protection.ApplyAsync(step.Rest, step.Place, push.Branch);
            await step.Context.Log($"Protected {push.Branch}: {protection.Words}", ct);
        }

        await publication.DescribeAsync(settings.Description);
        return Output(step, push, repository, commit);
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        var gone = await new RepositoryPublication(undo.Client, undo.Place, undo.Context.RunId, IdOf(undo.Note)).DeleteAsync();
        await undo.Context.Log(gone ? $"Deleted {undo.Name}" : $"{undo.Name}: nothing of this run is there", ct);
    }

    internal static long? IdOf(JsonObject note) => note[RepositoryId] is JsonValue value && long.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var id) ? id : null;

    private static ActionOutcome Output(GitHubStep step, PushPlan push, Repository? repository, string commit)
    {
        var page = repository?.HtmlUrl ?? $"https://{step.Place.Host}/{step.Name}";
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = repository?.CloneUrl ?? page + ".git", ["repoContentsUrl"] = $"{page}/blob/{push.Branch}", [CommitHash] = commit, [RepositoryId] = repository?.Id });
    }
}

using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>publish:github with Backstage's inputs: repository, one commit, topics, teams, protection of the default branch.</summary>
internal sealed class PublishGitHub(GitHubClients clients, TimeProvider clock) : IScaffoldAction
{
    private const string RepositoryId = "repositoryId";
    private const string CommitHash = "commitHash";

    public string Id => "publish:github";

    public ActionInfo Info { get; } = new(
        "Makes a repository in the organisation with one commit that holds the workspace, then topics, access and protection of the default branch.",
        [
            new("repoUrl", "string", "As RepoUrlPicker writes it, for instance github.com?owner=my-org&repo=my-service.", Required: true),
            new("description", "string", "Description of the repository."),
        ],
        [
            new("remoteUrl", "string", "Where git clones from."),
            new("repoContentsUrl", "string", "Root of the default branch."),
            new("commitHash", "string", "The commit."),
        ]);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Text("repoUrl"), out var place) is { } problem)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"repoUrl {problem}");
        }

        if (clients.Options.Problem is { } missing)
        {
            return ActionOutcome.Fail("github.not_configured", missing);
        }

        var plan = Plan.Of(context, place!);
        if (plan.Files.Files.Count == 0)
        {
            return ActionOutcome.Fail("scaffold.nothing_to_publish", "There are no files to publish. Put a fetch step before this one.");
        }

        try
        {
            var github = clients.Create();
            if (await MissingTeamAsync(github, plan) is { } team)
            {
                return ActionOutcome.Fail("github.no_team", $"The organisation {place!.Owner} has no team {team} on GitHub. Make it there, or choose another owner.");
            }

            return context.DryRun ? Preview(context, plan) : await PublishAsync(context, github, plan, ct);
        }
        catch (NameTakenException ex)
        {
            return ActionOutcome.Fail("github.name_taken", ex.Message);
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Outcome(ex, context.Attempt, clock.GetUtcNow());
        }
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (clients.Options.Problem is not null || RepoUrl.TryParse(context.Input["repoUrl"]?.ToString(), out var place) is not null)
        {
            return Done.Value;
        }

        try
        {
            var gone = await new RepositoryPublication(clients.Create(), place!, context.RunId, IdOf(context.Output)).DeleteAsync();
            await context.Log(gone ? $"Deleted {place!.Owner}/{place.Repo}" : $"{place!.Owner}/{place.Repo}: nothing of this run is there", ct);
            return Done.Value;
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }

    private static async Task<string?> MissingTeamAsync(IGitHubClient github, Plan plan)
    {
        if (plan.Teams.Count == 0)
        {
            return null;
        }

        var known = (await github.Organization.Team.GetAll(plan.Place.Owner)).Select(t => t.Slug).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return plan.Teams.Select(t => t.Slug).FirstOrDefault(slug => !known.Contains(slug));
    }

    private static ActionOutcome Preview(ActionContext context, Plan plan)
    {
        context.Effects.Add(new("Create repository", $"{plan.Place.Owner}/{plan.Place.Repo} on {plan.Place.Host}, {(plan.Private ? "private" : "public")}", "deleted"));
        context.Effects.Add(new($"Push {plan.Files.Files.Count} files", $"one commit on {plan.Branch}", "deleted with it"));
        if (plan.Topics.Count > 0)
        {
            context.Effects.Add(new("Set topics", string.Join(", ", plan.Topics), "deleted with it"));
        }

        foreach (var team in plan.Teams)
        {
            context.Effects.Add(new("Give team access", $"{plan.Place.Owner}/{team.Slug}: {team.Permission}", "deleted with it"));
        }

        if (plan.Protect)
        {
            context.Effects.Add(new($"Protect {plan.Branch}", $"{plan.Reviews} review{(plan.Reviews == 1 ? "" : "s")}{(plan.Checks.Count > 0 ? $", checks {string.Join(", ", plan.Checks)}" : "")}", "deleted with it"));
        }

        return Output(plan, null, "0000000000000000000000000000000000000000");
    }

    private async Task<ActionOutcome> PublishAsync(ActionContext context, IGitHubClient github, Plan plan, CancellationToken ct)
    {
        RepositoryPublication publication = new(github, plan.Place, context.RunId, IdOf(context.Checkpoint));
        var (repository, isNew) = await publication.FindOrCreateAsync(plan.Description, plan.Private, plan.DeleteBranchOnMerge);
        await context.Log($"{(isNew ? "Made" : "Found, made by this run earlier:")} {plan.Place.Owner}/{plan.Place.Repo}", ct);
        await context.SaveCheckpoint(new() { [RepositoryId] = repository.Id, [CommitHash] = context.Checkpoint[CommitHash]?.DeepClone() }, ct);
        var author = new Committer(plan.AuthorName, plan.AuthorEmail, clock.GetUtcNow());
        var commit = await publication.CommitAsync(repository, plan.Files, plan.Branch, plan.Message, author, context.Checkpoint[CommitHash]?.ToString(), ct);
        await context.SaveCheckpoint(new() { [RepositoryId] = repository.Id, [CommitHash] = commit }, ct);
        await context.Log($"{plan.Files.Files.Count} files in commit {commit[..Math.Min(10, commit.Length)]} on {plan.Branch}", ct);
        if (plan.Topics.Count > 0)
        {
            await github.Repository.ReplaceAllTopics(plan.Place.Owner, plan.Place.Repo, new RepositoryTopics(plan.Topics));
            await context.Log($"Topics: {string.Join(", ", plan.Topics)}", ct);
        }

        foreach (var team in plan.Teams)
        {
            await github.Organization.Team.AddOrUpdateTeamRepositoryPermissions(plan.Place.Owner, team.Slug, plan.Place.Owner, plan.Place.Repo, team.Permission);
            await context.Log($"Team {team.Slug}: {team.Permission}", ct);
        }

        if (plan.Protect)
        {
            await github.Repository.Branch.UpdateBranchProtection(plan.Place.Owner, plan.Place.Repo, plan.Branch, plan.Protection);
            await context.Log($"Protected {plan.Branch}", ct);
        }

        await publication.DescribeAsync(plan.Description);
        return Output(plan, repository, commit);
    }

    private static long? IdOf(JsonObject note) => note[RepositoryId] is JsonValue value && long.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;

    private static ActionOutcome Output(Plan plan, Repository? repository, string commit)
    {
        var page = repository?.HtmlUrl ?? $"https://{plan.Place.Host}/{plan.Place.Owner}/{plan.Place.Repo}";
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = repository?.CloneUrl ?? page + ".git", ["repoContentsUrl"] = $"{page}/blob/{plan.Branch}", [CommitHash] = commit, [RepositoryId] = repository?.Id });
    }
}

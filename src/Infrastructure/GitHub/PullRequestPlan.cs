using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>The inputs of publish:github:pull-request, read once.</summary>
internal sealed record PullRequestPlan
{
    public static IReadOnlyList<ActionInput> Inputs { get; } =
    [
        new("branchName", "string", "Branch that holds the change.", Required: true),
        new("title", "string", "Title of the pull request.", Required: true),
        new("description", "string", "Its text.", Required: true),
        new("targetBranchName", "string", "Branch that it goes into; the repository's default branch unless set."),
        new("draft", "boolean", "It is opened as a draft."),
        new("sourcePath", "string", "Folder of the workspace whose files are proposed; all of it unless set."),
        new("targetPath", "string", "Folder of the repository that they go to; its root unless set."),
        new("filesToDelete", "list of strings", "Files of the repository that the change removes, below targetPath."),
        new("commitMessage", "string", "The title unless set."),
        new("update", "boolean", "A branch that is there already gets one more commit, and its pull request is used; refused unless set."),
        new("createWhenEmpty", "boolean", "A pull request is opened although nothing changes; true unless set."),
        new("reviewers", "list of strings", "Users who are asked for a review."),
        new("teamReviewers", "list of strings", "Teams that are asked for a review."),
        new("assignees", "list of strings", "Users it is assigned to."),
        new("gitAuthorName", "string", "Who started the run unless set."),
        new("gitAuthorEmail", "string", "An address of GitHub's that reaches nobody unless set."),
        new("forceFork", "boolean", "Not served: the portal works in the organisation's repositories, without forks."),
    ];

    public required Workspace Files { get; init; }

    public required string Folder { get; init; }

    public required string Branch { get; init; }

    public string? Target { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    public required string Message { get; init; }

    public bool Draft { get; init; }

    public bool Update { get; init; }

    public bool EvenWhenEmpty { get; init; }

    public IReadOnlyList<string> Deleted { get; init; } = [];

    public IReadOnlyList<string> Reviewers { get; init; } = [];

    public IReadOnlyList<string> Teams { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    public required Octokit.Committer Author { get; init; }

    /// <exception cref="ArgumentException">An input cannot be served.</exception>
    public static PullRequestPlan Of(ActionContext context, DateTimeOffset now)
    {
        if (context.Flag("forceFork"))
        {
            throw new ArgumentException("forceFork is not served: the portal works in the organisation's repositories, without forks. Leave it out.", nameof(context));
        }

        var folder = Workspace.Normalise(context.Text("targetPath") ?? "");
        PullRequestPlan plan = new()
        {
            Files = context.Workspace.Below(context.Text("sourcePath")),
            Folder = folder,
            Branch = context.Text("branchName")!,
            Target = Given(context, "targetBranchName"),
            Title = context.Text("title")!,
            Body = context.Text("description") ?? "",
            Message = Given(context, "commitMessage") ?? context.Text("title")!,
            Draft = context.Flag("draft"),
            Update = context.Flag("update"),
            EvenWhenEmpty = context.Flag("createWhenEmpty", otherwise: true),
            Deleted = [.. context.List("filesToDelete").Select(f => (folder.Length == 0 ? "" : folder + "/") + Workspace.Normalise(f))],
            Reviewers = [.. context.List("reviewers").Select(Name)],
            Teams = [.. context.List("teamReviewers").Select(Name).Distinct(StringComparer.OrdinalIgnoreCase)],
            Assignees = [.. context.List("assignees").Select(Name)],
            Author = new(Given(context, "gitAuthorName") ?? context.ActorName, Given(context, "gitAuthorEmail") ?? "portal@users.noreply.github.com", now),
        };
        return plan.Files.Files.Count + plan.Deleted.Count > 0 ? plan : throw new ArgumentException("there are no files to propose. Put a fetch step before this one.", nameof(context));
    }

    public void Preview(GitHubStep step, string target)
    {
        step.Plan($"Push {Files.Files.Count} files", $"{(Folder.Length == 0 ? "" : Folder + " ")}on branch {Branch} of {step.Name}{(Deleted.Count > 0 ? $", removing {string.Join(", ", Deleted)}" : "")}", Update ? "the branch is as before" : "the branch is deleted");
        var asked = Reviewers.Concat(Teams.Select(t => $"team {t}")).ToList();
        step.Plan($"Open {(Draft ? "draft " : "")}pull request", $"{step.Name} into {target}: {Title}{(asked.Count > 0 ? $", reviewed by {string.Join(", ", asked)}" : "")}", "closed, unless it was there before or is merged");
    }

    /// <summary>The change as a tree on top of another; null removes a file, which Octokit cannot say.</summary>
    public async Task<JsonObject> TreeAsync(GitHubStep step, string baseTree, CancellationToken ct)
    {
        JsonArray items = [];
        foreach (var item in await TreeItems.OfAsync(step.Client, step.Place, Files, Folder, ct))
        {
            JsonObject entry = new() { ["path"] = item.Path, ["mode"] = item.Mode, ["type"] = "blob" };
            entry[item.Sha is null ? "content" : "sha"] = item.Sha ?? item.Content;
            items.Add(entry);
        }

        foreach (var path in Deleted)
        {
            items.Add(new JsonObject { ["path"] = path, ["mode"] = "100644", ["type"] = "blob", ["sha"] = null });
        }

        return new() { ["base_tree"] = baseTree, ["tree"] = items };
    }

    private static string? Given(ActionContext context, string name) => context.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>The name of an entity ref, or of org/team.</summary>
    private static string Name(string text) => text[(text.LastIndexOfAny([':', '/']) + 1)..];
}

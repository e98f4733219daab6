using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>The files of a new repository, their commit and the protection of its branch: the inputs that publish:github and github:repo:push share.</summary>
internal sealed record PushPlan(Workspace Files, string Branch, string Message, string AuthorName, string AuthorEmail, ProtectionPlan? Protection)
{
    public static IReadOnlyList<ActionInput> Inputs { get; } =
    [
        new("defaultBranch", "string", "main unless set."),
        new("gitCommitMessage", "string", "initial commit unless set."),
        new("gitAuthorName", "string", "Who started the run unless set."),
        new("gitAuthorEmail", "string", "An address of GitHub's that reaches nobody unless set."),
        new("sourcePath", "string", "Folder of the workspace that is published; all of it unless set."),
        new("protectDefaultBranch", "boolean", "The branch is protected by the rules below; true unless set."),
        .. ProtectionPlan.Inputs("protectEnforceAdmins"),
    ];

    public static IReadOnlyList<ActionOutput> Outputs { get; } =
    [
        new("remoteUrl", "string", "Where git clones from."),
        new("repoContentsUrl", "string", "Root of the default branch."),
        new("commitHash", "string", "The commit."),
    ];

    /// <exception cref="ArgumentException">An input is out of bounds, or there is nothing to publish.</exception>
    public static PushPlan Of(ActionContext context) => new(
        context.Workspace.Below(context.Text("sourcePath")),
        Given(context, "defaultBranch") ?? "main",
        Given(context, "gitCommitMessage") ?? "initial commit",
        Given(context, "gitAuthorName") ?? context.ActorName,
        Given(context, "gitAuthorEmail") ?? "portal@users.noreply.github.com",
        context.Flag("protectDefaultBranch", otherwise: true) ? ProtectionPlan.Of(context, "protectEnforceAdmins") : null);

    /// <summary>Why there is nothing to push, or null.</summary>
    public ActionOutcome? Empty => Files.Files.Count > 0 ? null : ActionOutcome.Fail("scaffold.nothing_to_publish", "There are no files to publish. Put a fetch step before this one.");

    public Committer Author(DateTimeOffset now) => new(AuthorName, AuthorEmail, now);

    public void Preview(GitHubStep step, string cleanUp)
        => step.Plan($"Push {Files.Files.Count} files", $"one commit on {Branch}", cleanUp);

    public void PreviewProtection(GitHubStep step, string cleanUp)
    {
        if (Protection is not null)
        {
            step.Plan($"Protect {Branch}", Protection.Words, cleanUp);
        }
    }

    private static string? Given(ActionContext context, string name) => context.Text(name) is { Length: > 0 } text ? text : null;
}

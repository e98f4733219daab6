using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>Everything about a new repository but its files: the inputs that publish:github and github:repo:create share.</summary>
internal sealed record RepositoryPlan
{
    private const int LongestDescription = 300; // GitHub takes 350; the run's mark needs room while it is made

    private static readonly string[] Visibilities = ["private", "public", "internal"];

    /// <summary>Input, what GitHub calls it, and what it is for.</summary>
    private static readonly (string Input, string Field, string Words)[] Switches =
    [
        ("deleteBranchOnMerge", "delete_branch_on_merge", "A merged branch is deleted."),
        ("allowMergeCommit", "allow_merge_commit", "Pull requests may be merged with a merge commit; true unless set."),
        ("allowSquashMerge", "allow_squash_merge", "Pull requests may be squashed; true unless set."),
        ("allowRebaseMerge", "allow_rebase_merge", "Pull requests may be rebased; true unless set."),
        ("allowAutoMerge", "allow_auto_merge", "Pull requests may merge by themselves when all is met."),
        ("allowUpdateBranch", "allow_update_branch", "Pull requests offer to take over the newest commits of their base."),
        ("hasProjects", "has_projects", "The repository has projects."),
        ("hasWiki", "has_wiki", "The repository has a wiki."),
        ("hasIssues", "has_issues", "The repository has issues."),
    ];

    public static IReadOnlyList<ActionInput> Inputs { get; } =
    [
        new("description", "string", "Description of the repository."),
        new("homepage", "string", "Its homepage."),
        new("repoVisibility", "string", "private (unless set), public or internal."),
        new("access", "string", "Who administers it: org/team, or a user."),
        new("collaborators", "list of objects", "Each with team or user, and access: pull, triage, push, maintain or admin."),
        new("topics", "list of strings", "Topics, in lower case."),
        .. Switches.Select(s => new ActionInput(s.Input, "boolean", s.Words)),
        new("squashMergeCommitTitle", "string", "PR_TITLE or COMMIT_OR_PR_TITLE."),
        new("squashMergeCommitMessage", "string", "PR_BODY, COMMIT_MESSAGES or BLANK."),
        new("repoVariables", "object", "Variables of GitHub Actions by name."),
        new("secrets", "object", "Secrets of GitHub Actions by name; sealed with the repository's key before they leave the portal."),
        new("oidcCustomization", "object", "useDefault, and includeClaimKeys: subject of the tokens that workflows get."),
        new("customProperties", "object", "Custom properties of the organisation by name."),
        new("subscribe", "boolean", "The portal's account watches the repository."),
    ];

    public required string Description { get; init; }

    public required string Visibility { get; init; }

    /// <summary>As GitHub takes it when the repository is made, without name and description.</summary>
    public required JsonObject Settings { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public IReadOnlyList<(string Slug, string Permission)> Teams { get; init; } = [];

    public IReadOnlyList<(string Login, string Permission)> Users { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Secrets { get; init; } = [];

    public JsonObject? Subject { get; init; }

    public bool Subscribe { get; init; }

    /// <exception cref="ArgumentException">An input is none of the words that it may be.</exception>
    public static RepositoryPlan Of(GitHubStep step)
    {
        var context = step.Context;
        var description = (context.Text("description") ?? "").ReplaceLineEndings(" ").Trim();
        var visibility = OneOf(context, "repoVisibility", Visibilities) ?? "private";
        JsonObject settings = new() { ["private"] = visibility != "public", ["visibility"] = visibility };
        foreach (var (input, field, _) in Switches.Where(s => context.Input[s.Input] is not null))
        {
            settings[field] = context.Flag(input);
        }

        Put("homepage", context.Text("homepage"));
        Put("squash_merge_commit_title", OneOf(context, "squashMergeCommitTitle", "PR_TITLE", "COMMIT_OR_PR_TITLE"));
        Put("squash_merge_commit_message", OneOf(context, "squashMergeCommitMessage", "PR_BODY", "COMMIT_MESSAGES", "BLANK"));
        if (context.Input["customProperties"] is JsonObject properties)
        {
            settings["custom_properties"] = properties.DeepClone();
        }

        var (teams, users) = AccessPlan.Of(step);
        return new()
        {
            Description = description.Length <= LongestDescription ? description : description[..LongestDescription],
            Visibility = visibility,
            Settings = settings,
            Topics = [.. context.List("topics").Select(t => t.ToLowerInvariant())],
            Teams = teams,
            Users = users,
            Variables = step.Map("repoVariables"),
            Secrets = step.Map("secrets"),
            Subject = context.Input["oidcCustomization"] as JsonObject,
            Subscribe = context.Flag("subscribe"),
        };

        void Put(string field, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                settings[field] = value;
            }
        }
    }

    /// <summary>Side effects in words, the repository's first.</summary>
    public void Preview(GitHubStep step)
    {
        var extras = Switches.Where(s => Settings[s.Field] is not null).Select(s => $"{s.Field.Replace('_', ' ')}: {(Settings[s.Field]!.GetValue<bool>() ? "yes" : "no")}");
        step.Plan("Create repository", string.Join(", ", extras.Prepend(Visibility).Prepend($"{step.Name} on {step.Place.Host}")), "deleted");
    }

    public void PreviewRest(GitHubStep step)
    {
        const string With = "deleted with it";
        Plan(Topics.Count > 0, "Set topics", string.Join(", ", Topics));
        foreach (var (slug, permission) in Teams)
        {
            step.Plan("Give team access", $"{step.Place.Owner}/{slug}: {permission}", With);
        }

        foreach (var (login, permission) in Users)
        {
            step.Plan("Give access", $"{login}: {permission}", With);
        }

        Plan(Variables.Count > 0, "Set variables", string.Join(", ", Variables.Select(v => v.Key)));
        Plan(Secrets.Count > 0, "Set secrets", string.Join(", ", Secrets.Select(s => s.Key)));
        Plan(Subject is not null, "Set the subject of workflow tokens", Subject?["includeClaimKeys"] is JsonArray keys ? string.Join(", ", keys.Select(k => k?.ToString())) : "the default");
        Plan(Subscribe, "Watch the repository", "with the portal's account");

        void Plan(bool when, string title, string target)
        {
            if (when)
            {
                step.Plan(title, target, With);
            }
        }
    }

    /// <summary>Brings the repository to the plan; doing it twice is doing it once.</summary>
    public async Task ApplyAsync(GitHubStep step, CancellationToken ct)
    {
        var (owner, repo) = (step.Place.Owner, step.Place.Repo);
        if (Topics.Count > 0)
        {
            await step.Client.Repository.ReplaceAllTopics(owner, repo, new Octokit.RepositoryTopics(Topics));
            await step.Context.Log($"Topics: {string.Join(", ", Topics)}", ct);
        }

        foreach (var (slug, permission) in Teams)
        {
            await step.Client.Organization.Team.AddOrUpdateTeamRepositoryPermissions(owner, slug, owner, repo, permission);
            await step.Context.Log($"Team {slug}: {permission}", ct);
        }

        foreach (var (login, permission) in Users)
        {
            await step.Rest.PutAsync($"repos/{owner}/{repo}/collaborators/{login}", new JsonObject { ["permission"] = permission });
            await step.Context.Log($"User {login}: {permission}", ct);
        }

        await StoredValues.PutVariablesAsync(step.Rest, $"repos/{owner}/{repo}/actions/variables", name => $"repos/{owner}/{repo}/actions/variables/{name}", Variables);
        await StoredValues.PutSecretsAsync(step.Rest, $"repos/{owner}/{repo}/actions/secrets/public-key", name => $"repos/{owner}/{repo}/actions/secrets/{name}", Secrets);
        if (Subject is not null)
        {
            JsonObject body = new() { ["use_default"] = Subject["useDefault"]?.ToString() != "false" };
            if (Subject["includeClaimKeys"] is JsonArray keys)
            {
                body["include_claim_keys"] = keys.DeepClone();
            }

            await step.Rest.PutAsync($"repos/{owner}/{repo}/actions/oidc/customization/sub", body);
        }

        if (Subscribe)
        {
            await step.Rest.PutAsync($"repos/{owner}/{repo}/subscription", new JsonObject { ["subscribed"] = true, ["ignored"] = false });
        }
    }

    private static string? OneOf(ActionContext context, string name, params string[] words) => context.Text(name) switch
    {
        null or "" => null,
        { } text when words.Contains(text, StringComparer.Ordinal) => text,
        { } text => throw new ArgumentException($"{name} is '{text}'. Write {string.Join(" or ", words)}.", name),
    };
}

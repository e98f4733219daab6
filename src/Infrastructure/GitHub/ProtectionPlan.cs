using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>The inputs about protecting a branch that several actions share, as GitHub's API takes them.</summary>
internal sealed record ProtectionPlan(JsonObject Body, bool SignedCommits, string Words)
{
    private const int MostReviews = 6;

    public static IReadOnlyList<ActionInput> Inputs(string enforceAdmins) =>
    [
        new(enforceAdmins, "boolean", "The rules hold for administrators too; true unless set."),
        new("requiredApprovingReviewCount", "integer", "Approvals that a pull request needs, 0 to 6; 1 unless set, 0 asks for no review."),
        new("requireCodeOwnerReviews", "boolean", "A code owner of the changed files must approve."),
        new("dismissStaleReviews", "boolean", "New commits take approvals back."),
        new("requireLastPushApproval", "boolean", "The last push must be approved by somebody else."),
        new("bypassPullRequestAllowances", "object", "users, teams and apps that need no pull request."),
        new("restrictions", "object", "Only these users, teams and apps may push."),
        new("requiredStatusCheckContexts", "list of strings", "Checks that must pass."),
        new("requireBranchesToBeUpToDate", "boolean", "A pull request must hold the newest commit of the branch; true unless set, when there are checks."),
        new("requiredConversationResolution", "boolean", "All conversations must be resolved."),
        new("requiredCommitSigning", "boolean", "Commits must be signed."),
        new("requiredLinearHistory", "boolean", "No merge commits."),
    ];

    /// <exception cref="ArgumentException">An input is out of bounds.</exception>
    public static ProtectionPlan Of(ActionContext context, string enforceAdmins)
    {
        var reviews = Count(context.Text("requiredApprovingReviewCount"));
        var checks = context.List("requiredStatusCheckContexts");
        var isStrict = context.Input["requireBranchesToBeUpToDate"] is null ? checks.Count > 0 : context.Flag("requireBranchesToBeUpToDate");
        JsonObject body = new()
        {
            ["required_status_checks"] = checks.Count == 0 && !isStrict ? null : new JsonObject { ["strict"] = isStrict, ["contexts"] = new JsonArray([.. checks.Select(c => JsonValue.Create(c))]) },
            ["enforce_admins"] = context.Flag(enforceAdmins, otherwise: true),
            ["required_pull_request_reviews"] = reviews == 0 ? null : Reviews(context, reviews),
            ["restrictions"] = Allowed(context.Input["restrictions"]),
            ["required_conversation_resolution"] = context.Flag("requiredConversationResolution"),
            ["required_linear_history"] = context.Flag("requiredLinearHistory"),
            ["block_creations"] = context.Flag("blockCreations"),
        };
        return new(body, context.Flag("requiredCommitSigning"), InWords(context, reviews, checks));
    }

    public async Task ApplyAsync(GitHubRest rest, RepoUrl place, string branch)
    {
        await rest.PutAsync($"repos/{place.Owner}/{place.Repo}/branches/{branch}/protection", Body);
        if (SignedCommits)
        {
            await rest.PostAsync($"repos/{place.Owner}/{place.Repo}/branches/{branch}/protection/required_signatures", new JsonObject());
        }
    }

    /// <summary>What GitHub answers about a branch, as it wants it back.</summary>
    public static JsonObject Again(JsonNode settings)
    {
        JsonObject body = new()
        {
            ["required_status_checks"] = settings["required_status_checks"] is { } checks
                ? new JsonObject { ["strict"] = checks["strict"]?.DeepClone() ?? false, ["contexts"] = checks["contexts"]?.DeepClone() ?? new JsonArray() } : null,
            ["enforce_admins"] = On(settings, "enforce_admins"),
            ["required_pull_request_reviews"] = settings["required_pull_request_reviews"] is JsonObject reviews ? ReviewsAgain(reviews) : null,
            ["restrictions"] = Names(settings["restrictions"]),
        };
        foreach (var name in (string[])["required_conversation_resolution", "required_linear_history", "block_creations", "allow_force_pushes", "allow_deletions", "lock_branch", "allow_fork_syncing"])
        {
            body[name] = On(settings, name);
        }

        return body;
    }

    public static bool On(JsonNode settings, string name) => settings[name] is JsonObject map ? map["enabled"]?.GetValue<bool>() == true : settings[name]?.ToString() == "true";

    private static JsonObject Reviews(ActionContext context, int count)
    {
        JsonObject reviews = new()
        {
            ["dismiss_stale_reviews"] = context.Flag("dismissStaleReviews"),
            ["require_code_owner_reviews"] = context.Flag("requireCodeOwnerReviews"),
            ["required_approving_review_count"] = count,
            ["require_last_push_approval"] = context.Flag("requireLastPushApproval"),
        };
        if (Allowed(context.Input["bypassPullRequestAllowances"]) is { } bypass)
        {
            reviews["bypass_pull_request_allowances"] = bypass;
        }

        return reviews;
    }

    private static JsonObject ReviewsAgain(JsonObject reviews)
    {
        JsonObject body = [];
        foreach (var name in (string[])["dismiss_stale_reviews", "require_code_owner_reviews", "required_approving_review_count", "require_last_push_approval"])
        {
            if (reviews[name] is { } value)
            {
                body[name] = value.DeepClone();
            }
        }

        foreach (var name in (string[])["bypass_pull_request_allowances", "dismissal_restrictions"])
        {
            if (Names(reviews[name]) is { } people)
            {
                body[name] = people;
            }
        }

        return body;
    }

    private static JsonObject? Allowed(JsonNode? input) => input is JsonObject map
        ? new JsonObject { ["users"] = map["users"]?.DeepClone() ?? new JsonArray(), ["teams"] = map["teams"]?.DeepClone() ?? new JsonArray(), ["apps"] = map["apps"]?.DeepClone() ?? new JsonArray() }
        : null;

    private static JsonObject? Names(JsonNode? node) => node is JsonObject map
        ? new JsonObject { ["users"] = List(map["users"], "login"), ["teams"] = List(map["teams"], "slug"), ["apps"] = List(map["apps"], "slug") }
        : null;

    private static JsonArray List(JsonNode? node, string key) => [.. (node as JsonArray ?? []).Select(i => JsonValue.Create(i is JsonObject map ? map[key]?.ToString() : i?.ToString()))];

    private static int Count(string? text) => string.IsNullOrEmpty(text) ? 1
        : int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is >= 0 and <= MostReviews ? count
        : throw new ArgumentException($"requiredApprovingReviewCount is '{text}'. Write a whole number from 0 to {MostReviews}.", nameof(text));

    private static string InWords(ActionContext context, int reviews, IReadOnlyList<string> checks)
    {
        List<string> words = [$"{reviews} review{(reviews == 1 ? "" : "s")}"];
        if (checks.Count > 0)
        {
            words.Add($"checks {string.Join(", ", checks)}");
        }

        foreach (var (name, text) in ((string, string)[])[("requireCodeOwnerReviews", "code owners"), ("dismissStaleReviews", "stale approvals are dismissed"), ("requireLastPushApproval", "the last push is approved by another"),
            ("requiredConversationResolution", "conversations resolved"), ("requiredCommitSigning", "signed commits"), ("requiredLinearHistory", "linear history")])
        {
            if (context.Flag(name))
            {
                words.Add(text);
            }
        }

        if (Allowed(context.Input["restrictions"]) is { } restrictions)
        {
            words.Add($"pushed by {string.Join(", ", restrictions.SelectMany(p => p.Value!.AsArray()).Select(n => n?.ToString()))} only");
        }

        return string.Join(", ", words);
    }
}

using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:environment:create: a deployment environment with its rules, variables and secrets.</summary>
internal sealed class EnvironmentCreate(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string WasThere = "wasThere";
    private const int LongestWaitMinutes = 43_200; // 30 days

    public override string Id => "github:environment:create";

    public override ActionInfo Info { get; } = new(
        "Makes a deployment environment in a repository, or brings one that is there to these settings.",
        [
            RepoUrlInput,
            new("name", "string", "Name of the environment, for instance production.", Required: true),
            new("deploymentBranchPolicy", "object", "protected_branches and custom_branch_policies, one of them true. Every branch may deploy unless set."),
            new("customBranchPolicyNames", "list of strings", "Patterns of branches that may deploy; needs custom_branch_policies: true."),
            new("customTagPolicyNames", "list of strings", "Patterns of tags that may deploy; needs custom_branch_policies: true."),
            new("environmentVariables", "object", "Variables by name."),
            new("secrets", "object", "Secrets by name; sealed with the environment's key before they leave the portal."),
            new("waitTimer", "integer", "Minutes that a deployment waits, 0 to 43200."),
            new("preventSelfReview", "boolean", "Who starts a deployment may not approve it."),
            new("reviewers", "list of strings", "Refs of users and groups who approve deployments; the names are those on GitHub."),
            TokenInput,
        ],
        [],
        """
        - id: production
          action: github:environment:create
          input:
            repoUrl: ${{ parameters.repoUrl }}
            name: production
            reviewers: ["group:default/platform"]
            deploymentBranchPolicy:
              protected_branches: true
              custom_branch_policies: false
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var plan = EnvironmentPlan.Of(step);
        List<JsonObject> reviewers = [];
        foreach (var reviewer in plan.Reviewers)
        {
            if (await ReviewerAsync(step, reviewer) is not { } found)
            {
                return ActionOutcome.Fail("github.no_reviewer", $"reviewers: GitHub has no {(reviewer.Kind == "group" ? $"team {reviewer.Name} in {step.Place.Owner}" : $"user {reviewer.Name}")}. Use the name it has there.");
            }

            reviewers.Add(found);
        }

        if (step.Context.DryRun)
        {
            step.Plan("Create environment", $"{plan.Name} in {step.Name}{plan.InWords()}", "deleted, unless it was there before");
            return ActionOutcome.Of();
        }

        var (owner, repo, name) = (step.Place.Owner, step.Place.Repo, plan.Name);
        if (step.Note[WasThere] is null)
        {
            await step.NoteAsync(WasThere, await step.Rest.FindAsync($"repos/{owner}/{repo}/environments/{name}") is not null, ct);
        }

        await step.Rest.PutAsync($"repos/{owner}/{repo}/environments/{name}", plan.Body(reviewers));
        await step.Context.Log($"Environment {name} in {step.Name}{plan.InWords()}", ct);
        await PoliciesAsync(step, plan, "branch", plan.Branches);
        await PoliciesAsync(step, plan, "tag", plan.Tags);
        await VariablesAsync(step, plan);
        await SecretsAsync(step, plan);
        return ActionOutcome.Of();
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        var name = undo.Text("name") ?? "";
        if (undo.Note[WasThere] is not JsonValue noted || noted.GetValue<bool>())
        {
            await undo.Context.Log($"Environment {name} in {undo.Name} {(undo.Note[WasThere] is null ? "was not made by this run" : "was there before this run and stays, with its new settings")}", ct);
            return;
        }

        var gone = await undo.Rest.DeleteAsync($"repos/{undo.Place.Owner}/{undo.Place.Repo}/environments/{name}");
        await undo.Context.Log(gone ? $"Deleted environment {name} of {undo.Name}" : $"Environment {name} of {undo.Name}: gone already", ct);
    }

    private static async Task<JsonObject?> ReviewerAsync(GitHubStep step, EntityRef reviewer)
    {
        var found = reviewer.Kind == "group"
            ? await step.Rest.FindAsync($"orgs/{step.Place.Owner}/teams/{reviewer.Name}")
            : await step.Rest.FindAsync($"users/{reviewer.Name}");
        return found?["id"] is { } id ? new JsonObject { ["type"] = reviewer.Kind == "group" ? "Team" : "User", ["id"] = id.DeepClone() } : null;
    }

    private static async Task PoliciesAsync(GitHubStep step, EnvironmentPlan plan, string type, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        var known = await step.Rest.ListAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/deployment-branch-policies", "branch_policies");
        foreach (var name in names.Where(n => !known.Any(k => k["name"]?.ToString() == n && (k["type"]?.ToString() ?? "branch") == type)))
        {
            await step.Rest.PostAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/deployment-branch-policies", new JsonObject { ["name"] = name, ["type"] = type });
        }
    }

    private static async Task VariablesAsync(GitHubStep step, EnvironmentPlan plan)
    {
        if (plan.Variables.Count == 0)
        {
            return;
        }

        var known = (await step.Rest.ListAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/variables", "variables")).Select(v => v["name"]?.ToString()).ToList();
        foreach (var (name, value) in plan.Variables)
        {
            JsonObject body = new() { ["name"] = name, ["value"] = value };
            await (known.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? step.Rest.PatchAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/variables/{name}", body)
                : step.Rest.PostAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/variables", body));
        }
    }

    private static async Task SecretsAsync(GitHubStep step, EnvironmentPlan plan)
    {
        if (plan.Secrets.Count == 0)
        {
            return;
        }

        var key = await step.Rest.GetAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/secrets/public-key");
        foreach (var (name, value) in plan.Secrets)
        {
            await step.Rest.PutAsync(
                $"repos/{step.Place.Owner}/{step.Place.Repo}/environments/{plan.Name}/secrets/{name}",
                new JsonObject { ["encrypted_value"] = SealedSecret.Of(value, key!["key"]!.ToString()), ["key_id"] = key["key_id"]!.ToString() });
        }
    }

    /// <summary>The inputs, read once.</summary>
    private sealed record EnvironmentPlan
    {
        public required string Name { get; init; }

        public bool? Protected { get; init; }

        public IReadOnlyList<string> Branches { get; init; } = [];

        public IReadOnlyList<string> Tags { get; init; } = [];

        public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

        public IReadOnlyList<KeyValuePair<string, string>> Secrets { get; init; } = [];

        public IReadOnlyList<EntityRef> Reviewers { get; init; } = [];

        public int? Wait { get; init; }

        public bool? NoSelfReview { get; init; }

        public static EnvironmentPlan Of(GitHubStep step)
        {
            var context = step.Context;
            bool? isProtected = null;
            if (context.Input["deploymentBranchPolicy"] is JsonObject policy)
            {
                isProtected = Truth(policy["protected_branches"]);
                if (isProtected == Truth(policy["custom_branch_policies"]))
                {
                    throw new ArgumentException("deploymentBranchPolicy: exactly one of protected_branches and custom_branch_policies must be true.", nameof(step));
                }
            }

            EnvironmentPlan plan = new()
            {
                Name = context.Text("name")!,
                Protected = isProtected,
                Branches = context.List("customBranchPolicyNames"),
                Tags = context.List("customTagPolicyNames"),
                Variables = step.Map("environmentVariables"),
                Secrets = step.Map("secrets"),
                Reviewers = [.. context.List("reviewers").Select(Ref)],
                Wait = step.Number("waitTimer", 0, LongestWaitMinutes),
                NoSelfReview = context.Input["preventSelfReview"] is null ? null : context.Flag("preventSelfReview"),
            };
            return plan.Branches.Count + plan.Tags.Count == 0 || plan.Protected == false
                ? plan
                : throw new ArgumentException("customBranchPolicyNames and customTagPolicyNames need deploymentBranchPolicy with custom_branch_policies: true.", nameof(step));
        }

        public JsonObject Body(List<JsonObject> reviewers)
        {
            JsonObject body = new() { ["deployment_branch_policy"] = Protected is { } on ? new JsonObject { ["protected_branches"] = on, ["custom_branch_policies"] = !on } : null };
            if (Wait is { } wait)
            {
                body["wait_timer"] = wait;
            }

            if (NoSelfReview is { } prevent)
            {
                body["prevent_self_review"] = prevent;
            }

            if (reviewers.Count > 0)
            {
                body["reviewers"] = new JsonArray([.. reviewers]);
            }

            return body;
        }

        /// <summary>Names only: values may be secret.</summary>
        public string InWords()
        {
            List<string> words = [];
            Add(Protected == true, "deployed from protected branches");
            Add(Branches.Count > 0, $"deployed from branches {string.Join(", ", Branches)}");
            Add(Tags.Count > 0, $"deployed from tags {string.Join(", ", Tags)}");
            Add(Reviewers.Count > 0, $"approved by {string.Join(", ", Reviewers.Select(r => r.Name))}");
            Add(NoSelfReview == true, "not by who started it");
            Add(Wait > 0, $"after {Wait} min");
            Add(Variables.Count > 0, $"variables {string.Join(", ", Variables.Select(v => v.Key))}");
            Add(Secrets.Count > 0, $"secrets {string.Join(", ", Secrets.Select(s => s.Key))}");
            return words.Count == 0 ? "" : ": " + string.Join(", ", words);

            void Add(bool when, string text)
            {
                if (when)
                {
                    words.Add(text);
                }
            }
        }

        private static bool Truth(JsonNode? node) => string.Equals(node?.ToString(), "true", StringComparison.OrdinalIgnoreCase);

        private static EntityRef Ref(string text) => EntityRef.TryParse(text, "user", EntityRef.DefaultNamespace, out var reference) && reference.Kind is "user" or "group"
            ? reference
            : throw new ArgumentException($"reviewers: '{text}' is neither a user nor a group. Write user:default/name or group:default/name.", nameof(text));
    }
}

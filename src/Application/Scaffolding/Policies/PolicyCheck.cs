using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What a dry run has shown, for policies that look at it.</summary>
internal sealed record Rendered(IReadOnlyList<Effect> Effects, Workspace Workspace);

/// <summary>A policy that fits.</summary>
internal sealed record PolicyHit(ScaffoldPolicy Policy, string Message)
{
    public RunCheck Check => new(Policy.Name, Policy.Effect switch { PolicyEffect.Deny => RunCheck.Blocked, PolicyEffect.Approve => RunCheck.Approval, _ => RunCheck.Warn }, Message);
}

/// <summary>Which policies fit a run. One that cannot be evaluated refuses: a rule with a typo must not let everything through.</summary>
internal sealed class PolicyCheck(IScaffoldRules rules, ITemplateEngine engine, ICatalog catalog)
{
    /// <summary>Whether a policy about the template looks at what a dry run shows.</summary>
    public bool NeedsDryRun(ScaffoldTemplate template)
        => Of(template).Any(p => p.When.Contains("effects", StringComparison.Ordinal) || p.When.Contains("files", StringComparison.Ordinal));

    public IReadOnlyList<PolicyHit> Evaluate(ScaffoldTemplate template, CheckedValues answers, Actor actor, Rendered? rendered)
    {
        JsonObject? context = null;
        List<PolicyHit> hits = [];
        foreach (var policy in Of(template))
        {
            if (policy.When.Trim().Length == 0)
            {
                hits.Add(new(policy, Words(policy)));
                continue;
            }

            try
            {
                if (RunContext.IsTrue(engine.Evaluate(JsonValue.Create(policy.When.Trim()), context ??= Context(template, answers, actor, rendered), $"policy {policy.Name}")))
                {
                    hits.Add(new(policy, Words(policy)));
                }
            }
            catch (TemplateRenderException ex)
            {
                hits.Add(new(new() { Name = policy.Name, Effect = PolicyEffect.Deny }, $"The policy {policy.Name} cannot be evaluated: {ex.Message} Ask a platform engineer to mend Scaffolding:Policies."));
            }
        }

        return hits;
    }

    private IEnumerable<ScaffoldPolicy> Of(ScaffoldTemplate template)
        => rules.Policies.Where(p => p.Templates.Count == 0 || p.Templates.Any(t => EntityRef.TryParse(t, "template", EntityRef.DefaultNamespace, out var reference) && reference == template.Ref));

    private static string Words(ScaffoldPolicy policy) => policy.Message.Length > 0 ? policy.Message : policy.Effect switch
    {
        PolicyEffect.Deny => "Not allowed here. Ask a platform engineer.",
        PolicyEffect.Approve => $"Needs the approval of {(policy.Approvers.Count > 0 ? string.Join(" or ", policy.Approvers) : "a platform engineer")}.",
        _ => "Take a second look.",
    };

    private JsonObject Context(ScaffoldTemplate template, CheckedValues answers, Actor actor, Rendered? rendered)
    {
        var user = RunContext.UserOf(actor.UserRef ?? actor.Ref, catalog.Current);
        user["groups"] = new JsonArray([.. actor.Groups.Select(g => JsonValue.Create(g))]);
        user["role"] = actor.Role.ToString();
        JsonObject context = new()
        {
            ["parameters"] = answers.Values.DeepClone(),
            ["user"] = user,
            ["template"] = new JsonObject
            {
                ["ref"] = template.Ref.ToString(),
                ["name"] = template.Ref.Name,
                ["type"] = template.Type,
                ["owner"] = template.Owner,
                ["version"] = template.Version,
                ["tags"] = new JsonArray([.. template.Tags.Select(t => JsonValue.Create(t))]),
            },
        };
        if (rendered is not null)
        {
            context["effects"] = new JsonArray([.. rendered.Effects.Select(e => new JsonObject { ["title"] = e.Title, ["target"] = e.Target })]);
            context["files"] = new JsonObject(rendered.Workspace.Files.Where(f => f.Value.Text is not null).Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value.Text)));
        }

        return context;
    }
}

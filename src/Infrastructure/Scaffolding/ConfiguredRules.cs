using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>The rules of section Scaffolding, followed as the settings change.</summary>
internal sealed class ConfiguredRules(IOptionsMonitor<ScaffoldingOptions> options) : IScaffoldRules
{
    public IReadOnlyList<ScaffoldPolicy> Policies => [.. options.CurrentValue.Policies];

    public ScaffoldQuotas Quotas => options.CurrentValue.Quotas;
}

/// <summary>A rule with a typo is told at the start, not at the first run that it should have stopped.</summary>
internal sealed class ScaffoldRulesValidation(ITemplateEngine engine) : IValidateOptions<ScaffoldingOptions>
{
    public ValidateOptionsResult Validate(string? name, ScaffoldingOptions options)
    {
        List<string> problems = [];
        foreach (var (index, policy) in options.Policies.Index())
        {
            var place = $"{ScaffoldingOptions.Section}:Policies:{index}";
            if (policy.Name.Trim().Length == 0)
            {
                problems.Add($"{place}:Name is missing. Give the policy a name for people.");
            }

            if (options.Policies.Count(p => p.Name == policy.Name) > 1)
            {
                problems.Add($"{place}:Name: two policies are named '{policy.Name}'. Names must differ.");
            }

            problems.AddRange(policy.Templates.Where(t => !EntityRef.TryParse(t, "template", EntityRef.DefaultNamespace, out _)).Select(t => $"{place}:Templates: '{t}' is no template. Write template:default/name."));
            problems.AddRange(policy.Approvers.Where(a => !EntityRef.TryParse(a, out var who) || who.Kind is not ("group" or "user")).Select(a => $"{place}:Approvers: '{a}' is no group or user. Write group:default/name."));
            if (Problem(policy.When) is { } wrong)
            {
                problems.Add($"{place}:When: {wrong}");
            }
        }

        var quotas = options.Quotas;
        if (new[] { quotas.OpenRunsPerPerson, quotas.OpenRunsPerTeam, quotas.RunsPerTeamPerDay, quotas.CreatedPerTeam }.Any(q => q < 0))
        {
            problems.Add($"{ScaffoldingOptions.Section}:Quotas: a quota is 0 (no limit) or more.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private string? Problem(string when)
    {
        if (when.Trim().Length == 0)
        {
            return null;
        }

        if (!when.Trim().StartsWith("${{", StringComparison.Ordinal))
        {
            return $"'{when}' is no expression. Write ${{{{ parameters.namespace == 'production' }}}}.";
        }

        return engine.SyntaxProblem(when.Trim());
    }
}

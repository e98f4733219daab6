using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Everything that is asked between valid answers and the first side effect.</summary>
internal sealed class RunChecks(PolicyCheck policies, QuotaCheck quotas, IPortalDb db)
{
    public bool NeedsDryRun(ScaffoldTemplate template) => policies.NeedsDryRun(template);

    /// <returns>The checks for people, and the policies that want an approval.</returns>
    public async Task<(IReadOnlyList<RunCheck> Checks, IReadOnlyList<PolicyHit> Approvals)> CheckAsync(
        ScaffoldTemplate template, CheckedValues answers, Actor actor, Rendered? rendered, CancellationToken ct)
    {
        List<RunCheck> checks = [.. Answered(template, answers), .. await CountedAsync(answers, actor, ct)];
        var hits = policies.Evaluate(template, answers, actor, rendered);
        checks.AddRange(hits.Select(h => h.Check));
        return (checks, [.. hits.Where(h => h.Policy.Effect == PolicyEffect.Approve)]);
    }

    /// <summary>What other runs may have changed since it was asked last.</summary>
    public Task<IReadOnlyList<RunCheck>> CountedAsync(CheckedValues answers, Actor actor, CancellationToken ct) => CountedAsync(answers.Values, actor.Ref, answers.OwnerGroup, isCountedToday: false, ct);

    /// <summary>The same for a run that ended early and is to go on: since then others may have taken its place, or its name.</summary>
    public Task<IReadOnlyList<RunCheck>> CountedAsync(ScaffoldRun run, CancellationToken ct)
        => CountedAsync(JsonNode.Parse(run.ValuesJson)!.AsObject(), run.CreatedBy, run.OwnerGroup, isCountedToday: run.Status == RunStatus.Failed, ct);

    /// <summary>Why the run may not begin, or null.</summary>
    public static Failure? Refusal(IReadOnlyList<RunCheck> checks)
    {
        var blocked = checks.Where(c => c.Outcome == RunCheck.Blocked).ToList();
        return blocked.Count == 0 ? null
            : blocked.TrueForAll(c => c.Name == "Quota") ? new TooMany("scaffold.quota", string.Join(" ", blocked.Select(c => c.Message)))
            : new Conflict("scaffold.blocked", string.Join(" ", blocked.Select(c => $"{c.Name}: {c.Message}")));
    }

    /// <summary>What <see cref="ValueCheck"/> has found out already, said so.</summary>
    private static IEnumerable<RunCheck> Answered(ScaffoldTemplate template, CheckedValues answers)
    {
        if (FormReader.Text(answers.Values["name"]) is { } name && template.Fields.Any(f => f.Name == "name"))
        {
            yield return new("Name", RunCheck.Ok, $"The catalog has no component {name} yet.");
        }

        foreach (var field in template.Fields.Where(f => f.Kind == FieldKind.RepoUrl))
        {
            if (RepoUrl.TryParse(FormReader.Text(answers.Values[field.Name]), out var repository) is null)
            {
                yield return new("Repository", RunCheck.Ok, $"{repository!.Owner}/{repository.Repo} is free on {repository.Host}.");
            }
        }

        if (answers.OwnerGroup is { } owner)
        {
            yield return new("Owner", RunCheck.Ok, $"You may create for {owner}.");
        }
    }

    private async Task<IReadOnlyList<RunCheck>> CountedAsync(JsonObject values, string person, string? team, bool isCountedToday, CancellationToken ct)
        => [.. await ReservedAsync(values, ct) is { } reserved ? [reserved] : Array.Empty<RunCheck>(), .. await quotas.CheckAsync(person, team, isCountedToday, ct)];

    /// <summary>A name that a run under way will take is as good as taken.</summary>
    private async Task<RunCheck?> ReservedAsync(JsonObject values, CancellationToken ct)
    {
        if (FormReader.Text(values["name"]) is not { Length: <= ScaffoldRun.RefMaxLength } name)
        {
            return null;
        }

        var repositories = values.Select(v => FormReader.Text(v.Value)).OfType<string>().Where(v => v.Contains("repo=", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var same = await db.Set<ScaffoldRun>().AsNoTracking()
            .Where(r => r.Title == name && r.Status != RunStatus.Succeeded && r.Status != RunStatus.Cleaned && r.Status != RunStatus.Cancelled && r.Status != RunStatus.Failed)
            .OrderBy(r => r.Id).Select(r => new { r.Id, r.ValuesJson, r.CreatedByName }).Take(20).ToListAsync(ct);
        var other = same.Find(r => JsonNode.Parse(r.ValuesJson)!.AsObject().Any(v => FormReader.Text(v.Value) is { } text && repositories.Contains(text)));
        return other is null ? null : new("Name", RunCheck.Blocked, $"The run /runs/{other.Id} of {other.CreatedByName} is making {name} just now. Wait for it, or choose another name.");
    }
}

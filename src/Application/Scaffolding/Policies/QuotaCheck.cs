using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Whether a person and a team may make one more.</summary>
internal sealed class QuotaCheck(IScaffoldRules rules, IPortalDb db, TimeProvider clock)
{
    /// <summary>One line that says how full each quota is that applies; blocked when one is used up. Empty where nothing is limited.</summary>
    public async Task<IReadOnlyList<RunCheck>> CheckAsync(Actor actor, string? team, CancellationToken ct)
    {
        var quotas = rules.Quotas;
        var counted = db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Status != RunStatus.Cleaned && r.Status != RunStatus.Cancelled);
        var open = counted.Where(r => r.Status != RunStatus.Succeeded && r.Status != RunStatus.Failed);
        List<RunCheck> checks = [];
        if (quotas.OpenRunsPerPerson > 0)
        {
            Add(await open.CountAsync(r => r.CreatedBy == actor.Ref, ct), quotas.OpenRunsPerPerson, "of your runs are open", "Wait until one has ended, or cancel one.");
        }

        if (team is null)
        {
            return checks;
        }

        if (quotas.OpenRunsPerTeam > 0)
        {
            Add(await open.CountAsync(r => r.OwnerGroup == team, ct), quotas.OpenRunsPerTeam, $"runs for {team} are open", "Wait until one has ended, or cancel one.");
        }

        if (quotas.RunsPerTeamPerDay > 0)
        {
            var since = clock.GetUtcNow().AddDays(-1);
            Add(await counted.CountAsync(r => r.OwnerGroup == team && r.CreatedAt >= since, ct), quotas.RunsPerTeamPerDay, $"runs for {team} were begun in 24 hours", "Go on tomorrow, or ask a platform engineer.");
        }

        if (quotas.CreatedPerTeam > 0)
        {
            Add(await counted.CountAsync(r => r.OwnerGroup == team && r.Status != RunStatus.Failed, ct), quotas.CreatedPerTeam, $"services were made for {team}, or are being made", "Ask a platform engineer for more room.");
        }

        return checks;

        void Add(int used, int limit, string what, string fix)
            => checks.Add(used >= limit ? new("Quota", RunCheck.Blocked, $"{used} of {limit} {what}. {fix}") : new("Quota", RunCheck.Ok, $"{used} of {limit} {what}."));
    }
}

using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Whether a person and a team may make one more.</summary>
internal sealed class QuotaCheck(IScaffoldRules rules, IPortalDb db, TimeProvider clock)
{
    /// <summary>One line that says how full each quota is that applies; blocked when one is used up. Empty where nothing is limited.</summary>
    /// <param name="person">Ref of who starts it.</param>
    /// <param name="team">Ref of the team it is made for, or null.</param>
    /// <param name="isCountedToday">It goes on with a run that was counted among those of its day.</param>
    public async Task<IReadOnlyList<RunCheck>> CheckAsync(string person, string? team, bool isCountedToday, CancellationToken ct)
    {
        var quotas = rules.Quotas;
        var (upgrade, decommission) = (BuiltInRuns.Upgrade.ToString(), BuiltInRuns.Decommission.ToString()); // they make nothing, and their start asks for no quota
        var counted = db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Template != upgrade && r.Template != decommission && r.Status != RunStatus.Cleaned && r.Status != RunStatus.Cancelled);
        var open = counted.Where(r => r.Status != RunStatus.Succeeded && r.Status != RunStatus.Failed);
        List<RunCheck> checks = [];
        if (quotas.OpenRunsPerPerson > 0)
        {
            Add(await open.CountAsync(r => r.CreatedBy == person, ct), quotas.OpenRunsPerPerson, "of your runs are open", "Wait until one has ended, or cancel one.");
        }

        if (team is null)
        {
            return checks;
        }

        if (quotas.OpenRunsPerTeam > 0)
        {
            Add(await open.CountAsync(r => r.OwnerGroup == team, ct), quotas.OpenRunsPerTeam, $"runs for {team} are open", "Wait until one has ended, or cancel one.");
        }

        if (quotas.RunsPerTeamPerDay > 0 && !isCountedToday)
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

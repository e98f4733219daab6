using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>What of on-call belongs on the caller's first page.</summary>
public sealed record GetOnCallAlarm : IQuery<OnCallAlarm>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Unreachable">Services without anybody to call, as of now.</param>
/// <param name="Gaps">The next gap of each rota of the caller's teams that begins within two days.</param>
/// <param name="Mine">Rotas by which the caller is on call now.</param>
/// <param name="LastProven">When the last check ended; null when there was none.</param>
public sealed record OnCallAlarm(IReadOnlyList<UnreachableService> Unreachable, IReadOnlyList<RotaGap> Gaps, IReadOnlyList<OwnTurn> Mine, DateTimeOffset? LastProven);

public sealed record OwnTurn(string Rota, string Title, string Owner, string TimeZone, DateTimeOffset? Until);

internal sealed class GetOnCallAlarmHandler(ICurrentUser user, OnCallDirectory directory, OnCallStore store, LivenessCheck liveness, TimeProvider clock) : IQueryHandler<GetOnCallAlarm, OnCallAlarm>
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(2);

    public Task<Result<OnCallAlarm>> Handle(GetOnCallAlarm request, CancellationToken cancellationToken)
    {
        var (view, now, actor) = (directory.Now(), clock.GetUtcNow(), user.Actor!);
        var found = liveness.Look();
        var mine = actor.UserRef is not { } me ? [] : view.Rotas.Select(r => (Rota: r, Turn: view.NowOf(r, now))).Where(r => r.Turn?.Person == me)
            .Select(r => new OwnTurn(r.Rota.Name, r.Rota.Rota.Title, r.Rota.Rota.Owner, r.Rota.Rota.Zone.Id, r.Turn!.Until)).ToList();
        return Task.FromResult<Result<OnCallAlarm>>(new OnCallAlarm(
            found.Unreachable, [.. found.Gaps.Where(g => g.From < now + Soon && actor.Groups.Contains(g.Owner, StringComparer.OrdinalIgnoreCase)).DistinctBy(g => g.Rota)], mine, store.Current.LastCheck?.FinishedAt));
    }
}

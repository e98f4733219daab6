using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Who is on call now and next for every team; the caller's own teams first.</summary>
public sealed record ListOnCall : IQuery<OnCallBoard>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Teams">Teams of the catalog and others that own a rota.</param>
/// <param name="Broken">Rotas that are declared and cannot be used.</param>
/// <param name="LastCheck">The last proof that everybody can be reached; null when there was none yet.</param>
/// <param name="Unreachable">Services without anybody to call as of now.</param>
/// <param name="AsOf">When the database was last read; null before the first time.</param>
public sealed record OnCallBoard(IReadOnlyList<OnCallTeam> Teams, IReadOnlyList<BrokenRota> Broken, LivenessReport? LastCheck, IReadOnlyList<UnreachableService> Unreachable, bool MayManage, DateTimeOffset? AsOf);

/// <param name="Rotas">How many rotas the team has.</param>
public sealed record OnCallTeam(string Ref, string Name, bool IsMine, int Rotas, OnCallAnswer Answer);

internal sealed class ListOnCallHandler(ICurrentUser user, IAccess access, OnCallDirectory directory, OnCallStore store, LivenessCheck liveness, TimeProvider clock) : IQueryHandler<ListOnCall, OnCallBoard>
{
    public Task<Result<OnCallBoard>> Handle(ListOnCall request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        var actor = user.Actor!;
        var now = clock.GetUtcNow();
        var owners = view.Rotas.Select(r => r.Rota.Owner).ToHashSet(StringComparer.Ordinal);
        List<OnCallTeam> teams = [];
        foreach (var entity in view.Graph.Entities)
        {
            var reference = entity.Ref.ToString();
            if (entity.Ref.Kind == "group" && (entity.Type == "team" || owners.Contains(reference)))
            {
                var isMine = actor.UserRef is { } me && EntityRef.TryParse(me, out var self) && view.Graph.Related(entity.Ref, RelationTypes.HasMember).Contains(self);
                teams.Add(new(reference, People.NameOf(entity), isMine, view.OwnedBy(entity.Ref).Count, view.Of(entity.Ref, entity.Ref, now, directory.ReadAt)));
            }
        }

        return Task.FromResult<Result<OnCallBoard>>(new OnCallBoard(
            [.. teams.OrderByDescending(t => t.IsMine).ThenBy(t => t.Name, StringComparer.OrdinalIgnoreCase)], view.Broken, store.Current.LastCheck,
            liveness.Look().Unreachable, access.Decide(actor, new(Permissions.OnCallManage)).Allowed, directory.ReadAt));
    }
}

namespace Portal.Application.Identity;

internal sealed class Access(IEntityOwners owners) : IAccess
{
    // The policy is data: permission -> the least role, and whether being of the owning team is asked of engineers.
    private static readonly Dictionary<string, (Role Least, bool OwnerOnly)> Policy = new(StringComparer.Ordinal)
    {
        [Permissions.CatalogRead] = (Role.Viewer, false),
        [Permissions.DeploymentsRead] = (Role.Viewer, false),
        [Permissions.ScaffoldRead] = (Role.Viewer, false),
        [Permissions.TokensOwn] = (Role.Viewer, false),
        [Permissions.CatalogEdit] = (Role.Engineer, true),
        [Permissions.DeploymentsClaim] = (Role.Engineer, true),
        [Permissions.DeploymentsOperate] = (Role.Engineer, true),
        [Permissions.DeploymentsLogs] = (Role.Engineer, true),
        [Permissions.IncidentsWrite] = (Role.Engineer, false),
        [Permissions.ScaffoldRun] = (Role.Engineer, true),
        [Permissions.ScaffoldApprove] = (Role.PlatformEngineer, false),
        [Permissions.OnCallEdit] = (Role.Engineer, true),
        [Permissions.OnCallSwap] = (Role.Engineer, false),
        [Permissions.OnCallManage] = (Role.PlatformEngineer, false),
        [Permissions.CatalogManage] = (Role.PlatformEngineer, false),
        [Permissions.ClustersManage] = (Role.PlatformEngineer, false),
        [Permissions.DeliveriesManage] = (Role.PlatformEngineer, false),
        [Permissions.SignalsWrite] = (Role.PlatformEngineer, false),
        [Permissions.AuditRead] = (Role.PlatformEngineer, false),
        [Permissions.TokensManage] = (Role.Admin, false),
        [Permissions.AccessManage] = (Role.Admin, false),
    };

    public Decision Decide(Actor actor, Demand demand)
    {
        if (!Policy.TryGetValue(demand.Permission, out var rule))
        {
            return new(false, $"Nobody may '{demand.Permission}': the policy does not know it.");
        }

        if (actor.Scopes is { } scopes && !scopes.Contains(demand.Permission, StringComparer.Ordinal))
        {
            return new(false, $"The token {actor.Ref} lacks the scope '{demand.Permission}'. Make a token with that scope.");
        }

        if (actor.Role < rule.Least)
        {
            return new(false, $"{Permissions.Words(demand.Permission)} needs the role {Words(rule.Least)}; {actor.DisplayName} has {Words(actor.Role)}. Ask a platform engineer.");
        }

        if (!rule.OwnerOnly || actor.Role >= Role.PlatformEngineer)
        {
            return new(true, $"{actor.DisplayName} has the role {Words(actor.Role)}.");
        }

        return demand switch
        {
            { Group: { } group } => OfTeam(actor, demand.Permission, [group], group),
            { Entity: { } entity } => OfTeam(actor, demand.Permission, owners.OwnersOf(entity), entity),
            _ => new(true, $"{actor.DisplayName} has the role {Words(actor.Role)}."),
        };
    }

    private static Decision OfTeam(Actor actor, string permission, IReadOnlyList<string> teams, string subject)
    {
        foreach (var team in teams)
        {
            if (actor.Groups.Contains(team, StringComparer.OrdinalIgnoreCase) || string.Equals(actor.UserRef, team, StringComparison.OrdinalIgnoreCase))
            {
                return new(true, $"{actor.DisplayName} is a member of {team}.");
            }
        }

        return teams.Count == 0
            ? new(false, $"{Permissions.Words(permission)} for {subject} needs its owner, and it has none. Ask a platform engineer.")
            : new(false, $"{Permissions.Words(permission)} for {subject} needs a member of {string.Join(" or ", teams)}; {actor.DisplayName} is not one. Ask that team or a platform engineer.");
    }

    private static string Words(Role role) => role == Role.PlatformEngineer ? "platform engineer" : role.ToString().ToLowerInvariant();
}

using Portal.Application.Identity;

namespace Portal.ApplicationTests.Identity;

public sealed class AccessTests
{
    private readonly Access _access = new(new Owners());

    [Theory]
    [InlineData(Role.Viewer, Permissions.CatalogRead, true)]
    [InlineData(Role.Viewer, Permissions.ScaffoldRun, false)]
    [InlineData(Role.Viewer, Permissions.CatalogEdit, false)]
    [InlineData(Role.Viewer, Permissions.AuditRead, false)]
    [InlineData(Role.Engineer, Permissions.CatalogManage, false)]
    [InlineData(Role.Engineer, Permissions.TokensManage, false)]
    [InlineData(Role.PlatformEngineer, Permissions.CatalogManage, true)]
    [InlineData(Role.PlatformEngineer, Permissions.AuditRead, true)]
    [InlineData(Role.PlatformEngineer, Permissions.TokensManage, false)]
    [InlineData(Role.Admin, Permissions.TokensManage, true)]
    public void A_role_opens_what_the_policy_says(Role role, string permission, bool allowed)
        => Assert.Equal(allowed, _access.Decide(Someone(role), new(permission)).Allowed);

    [Theory]
    [InlineData(Permissions.DeploymentsOperate)]
    [InlineData(Permissions.DeploymentsLogs)]
    [InlineData(Permissions.CatalogEdit)]
    [InlineData(Permissions.DeploymentsClaim)]
    public void An_engineer_changes_only_what_the_own_team_owns(string permission)
    {
        var engineer = Someone(Role.Engineer, "group:default/alpha");

        Assert.True(_access.Decide(engineer, new(permission, Entity: "component:default/alpha-api")).Allowed);
        var refused = _access.Decide(engineer, new(permission, Entity: "component:default/beta-api"));
        Assert.False(refused.Allowed);
        Assert.Contains("group:default/beta", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_owns_is_changed_by_platform_engineers_only()
    {
        var demand = new Demand(Permissions.CatalogEdit, Entity: "component:default/orphan");

        Assert.False(_access.Decide(Someone(Role.Engineer, "group:default/alpha"), demand).Allowed);
        Assert.True(_access.Decide(Someone(Role.PlatformEngineer), demand).Allowed);
    }

    [Fact]
    public void A_service_is_made_for_a_team_by_its_members_only()
    {
        var engineer = Someone(Role.Engineer, "group:default/alpha");

        Assert.True(_access.Decide(engineer, new(Permissions.ScaffoldRun, Group: "group:default/Alpha")).Allowed);
        Assert.False(_access.Decide(engineer, new(Permissions.ScaffoldRun, Group: "group:default/beta")).Allowed);
    }

    [Fact]
    public void A_scoped_token_may_use_only_its_scopes()
    {
        var token = Someone(Role.Admin) with { Scopes = [Permissions.CatalogRead] };

        Assert.True(_access.Decide(token, new(Permissions.CatalogRead)).Allowed);
        Assert.Contains("lacks the scope", _access.Decide(token, new(Permissions.AuditRead)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_in_words_what_was_asked_for()
    {
        Assert.Equal("Reading the audit trail and failures of the portal (audit.read) needs the role platform engineer; X has viewer. Ask a platform engineer.", _access.Decide(Someone(Role.Viewer), new(Permissions.AuditRead)).Reason);
        Assert.Equal("Changing a catalog entry (catalog.edit) for component:default/orphan needs its owner, and it has none. Ask a platform engineer.", _access.Decide(Someone(Role.Engineer), new(Permissions.CatalogEdit, Entity: "component:default/orphan")).Reason);
        Assert.All(Permissions.All, p => Assert.Matches($@"^[A-Z][a-z', -]+ \({p}\)$", Permissions.Words(p)));
    }

    private static Actor Someone(Role role, params string[] groups) => new("user:default/x", "X", role, groups, "user:default/x");

    private sealed class Owners : IEntityOwners
    {
        public IReadOnlyList<string> OwnersOf(string entityRef) => entityRef switch
        {
            "component:default/alpha-api" => ["group:default/alpha"],
            "component:default/beta-api" => ["group:default/beta"],
            _ => [],
        };
    }
}

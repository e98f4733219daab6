namespace Portal.Application.Identity;

/// <summary>The verbs the decision point knows.</summary>
public static class Permissions
{
    public const string CatalogRead = "catalog.read";
    public const string CatalogManage = "catalog.manage";
    public const string CatalogEdit = "catalog.edit";
    public const string DeploymentsRead = "deployments.read";
    public const string DeploymentsClaim = "deployments.claim";
    public const string DeploymentsOperate = "deployments.operate";
    public const string DeploymentsLogs = "deployments.logs";
    public const string ClustersManage = "clusters.manage";
    public const string ScaffoldRead = "scaffold.read";
    public const string ScaffoldRun = "scaffold.run";
    public const string ScaffoldApprove = "scaffold.approve";
    public const string DeliveriesManage = "deliveries.manage";
    public const string SignalsWrite = "signals.write";
    public const string OnCallEdit = "oncall.edit";
    public const string OnCallSwap = "oncall.swap";
    public const string OnCallManage = "oncall.manage";
    public const string IncidentsWrite = "incidents.write";
    public const string AuditRead = "audit.read";
    public const string TokensOwn = "tokens.own";
    public const string TokensManage = "tokens.manage";
    public const string AccessManage = "access.manage";

    public static IReadOnlyList<string> All { get; } =
    [
        CatalogRead, CatalogManage, CatalogEdit, DeploymentsRead, DeploymentsClaim, DeploymentsOperate, DeploymentsLogs, ClustersManage,
        ScaffoldRead, ScaffoldRun, ScaffoldApprove, OnCallEdit, OnCallSwap, OnCallManage, IncidentsWrite, DeliveriesManage, SignalsWrite, AuditRead, TokensOwn, TokensManage, AccessManage,
    ];

    private static readonly Dictionary<string, string> Doing = new(StringComparer.Ordinal)
    {
        [CatalogRead] = "Reading the catalog",
        [CatalogManage] = "Managing the catalog's sources",
        [CatalogEdit] = "Changing a catalog entry",
        [DeploymentsRead] = "Reading what runs",
        [DeploymentsClaim] = "Claiming a workload",
        [DeploymentsOperate] = "Scaling, restarting or rolling back",
        [DeploymentsLogs] = "Reading logs",
        [ClustersManage] = "Managing clusters",
        [ScaffoldRead] = "Reading templates and runs",
        [ScaffoldRun] = "Creating, upgrading and decommissioning services",
        [ScaffoldApprove] = "Approving runs",
        [OnCallEdit] = "Changing a rota",
        [OnCallSwap] = "Swapping a shift",
        [OnCallManage] = "Managing on-call",
        [IncidentsWrite] = "Running an incident",
        [DeliveriesManage] = "Managing webhooks and the delivery log",
        [SignalsWrite] = "Sending alerts",
        [AuditRead] = "Reading the audit trail and failures of the portal",
        [TokensOwn] = "Managing one's own tokens",
        [TokensManage] = "Managing everybody's tokens",
        [AccessManage] = "Managing access",
    };

    /// <summary>What it permits, in words that begin a sentence, with the name that tokens and the documentation use.</summary>
    public static string Words(string permission) => Doing.TryGetValue(permission, out var words) ? $"{words} ({permission})" : $"'{permission}'";
}

/// <summary>What a request needs: a permission and, where the row decides, the thing whose team must agree.</summary>
/// <param name="Permission">One of <see cref="Permissions"/>.</param>
/// <param name="Entity">Ref of the entity that is changed; its owners' members may.</param>
/// <param name="Group">Ref of the team on whose behalf the change is made; its members may.</param>
public readonly record struct Demand(string Permission, string? Entity = null, string? Group = null);

/// <summary>The answer, with the reason in words: it is shown as "why denied" and kept in the audit trail.</summary>
public readonly record struct Decision(bool Allowed, string Reason);

/// <summary>The one decision point. Pages, API and streams ask here and nowhere else.</summary>
public interface IAccess
{
    Decision Decide(Actor actor, Demand demand);
}

/// <summary>Who owns an entity, as far as access is concerned.</summary>
public interface IEntityOwners
{
    /// <summary>Refs of the groups and users that own the entity; empty when it is unknown or unowned.</summary>
    IReadOnlyList<string> OwnersOf(string entityRef);
}

using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>The policies and quotas in force, for whoever wonders why a run waits or is refused.</summary>
public sealed record GetScaffoldRules : IQuery<ScaffoldRules>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

public sealed record ScaffoldRules(IReadOnlyList<ScaffoldPolicy> Policies, ScaffoldQuotas Quotas);

internal sealed class GetScaffoldRulesHandler(IScaffoldRules rules) : IQueryHandler<GetScaffoldRules, ScaffoldRules>
{
    public Task<Result<ScaffoldRules>> Handle(GetScaffoldRules query, CancellationToken cancellationToken) => Task.FromResult<Result<ScaffoldRules>>(new ScaffoldRules(rules.Policies, rules.Quotas));
}

using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>portal:decommission:check: somebody may have begun to depend on it while the run waited. Taking it back ends the decommission.</summary>
internal sealed class CheckStillFree(ICatalog catalog, LineageStore lineage, TimeProvider clock) : IScaffoldAction
{
    public const string ActionId = "portal:decommission:check";

    public string Id => ActionId;

    public ActionInfo Info { get; } = new("Built in. Stops a decommission when somebody has begun to depend on the service.", [new("entity", "text", "Ref of the service.", Required: true)], []);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var reference = EntityRef.Parse(context.Text("entity")!);
        var dependents = DecommissionPlanner.Dependents(reference, catalog.Current);
        if (dependents.Count > 0 && !context.Flag("overridden"))
        {
            return DecommissionErrors.Blocked(reference.ToString(), DecommissionPlanner.Blockers(dependents, [], true));
        }

        await context.Log(dependents.Count == 0 ? "Nothing in the catalog depends on it." : $"{dependents.Count} entities depend on it; a platform engineer has decided that it goes all the same.", ct);
        return ActionOutcome.Of(new JsonObject { ["dependents"] = dependents.Count });
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        await lineage.ChangeRetiredAsync(context.RunId, r => (r.ActiveKey, r.RestoredAt) = (null, clock.GetUtcNow()), ct);
        return Done.Value;
    }
}

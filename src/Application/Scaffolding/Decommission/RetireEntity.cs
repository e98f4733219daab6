using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>portal:decommission:catalog: takes the entity out of the catalog although its source still holds it; taking that back brings it in again.</summary>
internal sealed class RetireEntity(ICatalogDecisions decisions) : IScaffoldAction
{
    public const string ActionId = "portal:decommission:catalog";

    public string Id => ActionId;

    public ActionInfo Info { get; } = new("Built in. Takes an entity out of the catalog; taking it back brings it in again.", [new("entity", "text", "Ref of the service.", Required: true), new("by", "text", "Who retires it.", Required: true)], []);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var entity = context.Text("entity")!;
        if (context.DryRun)
        {
            context.Effects.Add(new("Take it out of the catalog", entity, "put back"));
            return ActionOutcome.Of();
        }

        var done = await decisions.RetireAsync(entity, context.Text("by")!, ct);
        if (done.Failure is { } failure)
        {
            return failure;
        }

        await context.Log($"{entity} is out of the catalog; its history stays, and it can be restored for {Tombstones.Kept.TotalDays:0} days.", ct);
        return ActionOutcome.Of(new JsonObject { ["retired"] = true });
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (FormReader.Text(context.Input["entity"]) is not { } entity)
        {
            return Done.Value;
        }

        var back = await decisions.UnretireAsync(entity, FormReader.Text(context.Input["by"]) ?? "system:portal", ct);
        if (back.IsSuccess)
        {
            await context.Log($"{entity} is in the catalog again", ct);
        }

        return back;
    }
}

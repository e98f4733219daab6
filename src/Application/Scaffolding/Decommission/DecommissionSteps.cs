using System.Text.Json.Nodes;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>The template of which each decommission is a run. Cleaning the run up restores the service.</summary>
internal static class DecommissionSteps
{
    public static ScaffoldTemplate Template { get; } = new()
    {
        Ref = BuiltInRuns.Decommission,
        Title = "Decommission",
        Steps =
        [
            BuiltInRuns.Step("check", "Look again whether it is still needed", CheckStillFree.ActionId, new() { ["entity"] = "${{ parameters.service }}", ["overridden"] = "${{ parameters.overridden }}" }),
            BuiltInRuns.Step("manifests", "Open pull requests that remove its manifests", RemoveManifests.ActionId, new() { ["entity"] = "${{ parameters.service }}", ["places"] = "${{ parameters.manifests }}", ["reason"] = "${{ parameters.reason }}" })
                with { If = JsonValue.Create("${{ parameters.manifests | length > 0 }}") },
            BuiltInRuns.Step("archive", "Archive its repository", ArchiveRepository.ActionId, new() { ["repository"] = "${{ parameters.repository }}", ["words"] = "${{ parameters.words }}" })
                with { If = JsonValue.Create("${{ parameters.repository }}") },
            BuiltInRuns.Step("catalog", "Take it out of the catalog", RetireEntity.ActionId, new() { ["entity"] = "${{ parameters.service }}", ["by"] = "${{ parameters.by }}" }),
        ],
        Output = new()
        {
            ["links"] = new JsonArray(new JsonObject { ["title"] = "What it was", ["entityRef"] = "${{ parameters.service }}" }),
            ["text"] = new JsonArray(new JsonObject { ["title"] = "To bring it back", ["content"] = "Restore it on its page; within 30 days it comes back as it was." }),
        },
    };

    public static JsonObject Values(DecommissionPlan plan, string reason, bool overridden, Actor actor) => new()
    {
        ["service"] = plan.Service,
        ["reason"] = reason,
        ["overridden"] = overridden,
        ["repository"] = plan.Repository ?? "",
        ["manifests"] = new JsonArray([.. plan.Places.Select(p => (JsonNode)new JsonObject { ["repository"] = p.Repository.ToString(), ["path"] = p.Place.Path })]),
        ["words"] = $"{plan.DisplayName} was decommissioned by {actor.DisplayName}: {reason}. Restore it in the developer portal before you push.",
        ["by"] = actor.Ref,
    };
}

using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>
/// Work of the portal's own that runs as a template does: durable, retried, cancelled and cleaned up by the same engine. These templates are in no folder and on no list.
/// </summary>
internal static class BuiltInRuns
{
    private const string Namespace = "portal";

    public static EntityRef Upgrade { get; } = new("template", Namespace, "upgrade");

    public static EntityRef Decommission { get; } = new("template", Namespace, "decommission");

    public static bool Is(string template) => template == Upgrade.ToString() || template == Decommission.ToString();

    public static TemplateStep Step(string id, string name, string action, JsonObject input) => new(id, name, action, null, input, 0);

    /// <param name="values">What the page of the run shows as answers; steps read them as parameters.</param>
    /// <param name="owner">The team that may retry, cancel and clean up.</param>
    /// <param name="hash">Of the template's version that the run is about; empty where there is none.</param>
    public static (ScaffoldRun Run, List<ScaffoldStep> Steps) Of(ScaffoldTemplate template, string title, JsonObject values, string? owner, Actor actor, DateTimeOffset now, string hash)
    {
        ScaffoldRun run = new()
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Template = template.Ref.ToString(),
            TemplateTitle = template.Title,
            TemplateHash = hash,
            Title = Shorten(title),
            ValuesJson = values.ToJsonString(),
            DefinitionJson = RunDefinition.Of(template).ToJson(),
            Status = RunStatus.Queued,
            CreatedBy = actor.Ref,
            CreatedByName = Shorten(actor.DisplayName),
            OwnerGroup = owner,
            CreatedAt = now,
        };
        return (run, [.. template.Steps.Select((s, i) => new ScaffoldStep { RunId = run.Id, Position = i, StepId = s.Id, Name = s.Name, Action = s.Action })]);
    }

    private static string Shorten(string text) => text.Length <= ScaffoldRun.RefMaxLength ? text : text[..ScaffoldRun.RefMaxLength];
}

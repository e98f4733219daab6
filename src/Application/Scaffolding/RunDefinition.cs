using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Steps and output of a template, kept with the run.</summary>
internal sealed record RunDefinition(IReadOnlyList<TemplateStep> Steps, JsonObject Output, string Folder, string? Version = null)
{
    public static RunDefinition Of(ScaffoldTemplate template) => new(template.Steps, template.Output, template.Folder, template.Version);

    public static RunDefinition Parse(string json) => JsonSerializer.Deserialize<RunDefinition>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>What expressions can read while a run goes on.</summary>
internal sealed class RunContext
{
    private readonly JsonObject _steps = [];
    private readonly JsonObject _root;

    public RunContext(JsonObject values, JsonObject secrets, string templateRef, string actorRef, string? templateVersion = null, string? templateHash = null)
    {
        _root = new()
        {
            ["parameters"] = values.DeepClone(),
            ["secrets"] = secrets.DeepClone(),
            ["steps"] = _steps,
            ["user"] = new JsonObject { ["ref"] = actorRef, ["entity"] = new JsonObject { ["metadata"] = new JsonObject { ["name"] = actorRef[(actorRef.LastIndexOf('/') + 1)..] } } },
            ["context"] = new JsonObject { ["template"] = templateRef, ["templateVersion"] = templateVersion },
        };
        Record = new(templateRef, templateVersion, templateHash, values.DeepClone().AsObject());
        Secrets = [.. secrets.Select(s => s.Value?.ToString()).OfType<string>().Where(s => s.Length > 0)];
    }

    /// <summary>What a repository made here says of its origin.</summary>
    public RepositoryRecord Record { get; }

    /// <summary>Texts that must not appear in logs.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public JsonObject Root => _root;

    public void Finished(string stepId, JsonObject output) => _steps[stepId] = new JsonObject { ["output"] = output.DeepClone() };

    /// <summary>Backstage's truth: false, 0, empty, null and the words are no.</summary>
    public static bool IsTrue(JsonNode? node) => node switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value => value.ToString() is not ("" or "false" or "0" or "null" or "undefined"),
        _ => true,
    };

    public string Redact(string text) => Secrets.Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal));
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>Steps and output of a template, kept with the run.</summary>
internal sealed record RunDefinition(IReadOnlyList<TemplateStep> Steps, JsonObject Output, string Folder)
{
    public static RunDefinition Of(ScaffoldTemplate template) => new(template.Steps, template.Output, template.Folder);

    public static RunDefinition Parse(string json) => JsonSerializer.Deserialize<RunDefinition>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>What expressions can read while a run goes on.</summary>
internal sealed class RunContext
{
    private readonly JsonObject _steps = [];
    private readonly JsonObject _root;

    /// <summary>Among the secrets: those that steps read as parameters, by name.</summary>
    public const string SecretParameters = "$parameters";

    public RunContext(JsonObject values, JsonObject secrets, string templateRef, string actorRef)
    {
        var parameters = values.DeepClone().AsObject();
        foreach (var (name, secret) in secrets[SecretParameters] as JsonObject ?? [])
        {
            parameters[name] = secret?.DeepClone();
        }

        _root = new()
        {
            ["parameters"] = parameters,
            ["secrets"] = secrets.DeepClone(),
            ["steps"] = _steps,
            ["user"] = new JsonObject { ["ref"] = actorRef, ["entity"] = new JsonObject { ["metadata"] = new JsonObject { ["name"] = actorRef[(actorRef.LastIndexOf('/') + 1)..] } } },
            ["context"] = new JsonObject { ["template"] = templateRef },
        };
        Secrets = [.. secrets.Where(s => s.Key != SecretParameters).Select(s => s.Value?.ToString()).OfType<string>().Where(s => s.Length > 0)];
    }

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

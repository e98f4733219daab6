using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Steps and output of a template, kept with the run.</summary>
internal sealed record RunDefinition(IReadOnlyList<TemplateStep> Steps, JsonObject Output, string Folder, string? Root = null)
{
    /// <summary>Commits of the repositories that the run reads, by <see cref="RemotePlace.Key"/>; null in runs from before they were kept.</summary>
    public IReadOnlyDictionary<string, string>? Sources { get; init; }

    public static RunDefinition Of(ScaffoldTemplate template) => new(template.Steps, template.Output, template.Folder, template.Root);

    public static RunDefinition Parse(string json) => JsonSerializer.Deserialize<RunDefinition>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>Which run of which template, as expressions read it: <c>context.task.id</c> as in Backstage, the rest is ours.</summary>
/// <param name="StartedAt">What the filter <c>now</c> answers: the same for every attempt.</param>
internal sealed record RunIdentity(string RunId, string Template, string? TemplateVersion, string? TemplateHash, DateTimeOffset StartedAt);

/// <summary>What expressions can read while a run goes on: parameters, secrets, steps, user, context and, in an iteration, each.</summary>
internal sealed class RunContext
{
    private const string EachKey = "each";

    /// <summary>Where the filter <c>now</c> looks, here and in what fetch:template gives to files.</summary>
    public const string NowKey = "$now";

    private readonly JsonObject _steps = [];
    private readonly JsonObject _root;

    /// <summary>Among the secrets: those that steps read as parameters, by name.</summary>
    public const string SecretParameters = "$parameters";

    /// <param name="values">The answers.</param>
    /// <param name="secrets">The secret answers.</param>
    /// <param name="identity">The run.</param>
    /// <param name="user">As <see cref="UserOf"/> makes it.</param>
    public RunContext(JsonObject values, JsonObject secrets, RunIdentity identity, JsonObject user)
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
            [NowKey] = identity.StartedAt.ToUnixTimeMilliseconds(),
            ["steps"] = _steps,
            ["user"] = user.DeepClone(),
            ["context"] = new JsonObject
            {
                ["task"] = new JsonObject { ["id"] = identity.RunId },
                ["template"] = identity.Template,
                ["templateVersion"] = identity.TemplateVersion,
                ["templateHash"] = identity.TemplateHash,
            },
        };
        Secrets = [.. secrets.SelectMany(s => Texts(s.Value)).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];
        StartedAt = identity.StartedAt;
        Record = new(identity.Template, identity.TemplateVersion, identity.TemplateHash, values.DeepClone().AsObject());
    }

    /// <summary>When the run was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>What a repository made here says of its origin.</summary>
    public RepositoryRecord Record { get; }

    /// <summary>Texts that must not appear in logs.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public JsonObject Root => _root;

    /// <summary>Who started the run: the ref, and the entity as the catalog has it now; only the ref where it has none.</summary>
    public static JsonObject UserOf(string? userRef, CatalogGraph graph)
    {
        if (userRef is null)
        {
            return [];
        }

        JsonObject user = new() { ["ref"] = userRef };
        if (EntityRef.TryParse(userRef, "user", EntityRef.DefaultNamespace, out var reference))
        {
            user["entity"] = graph.Find(reference) is { } entity ? EntityDocument.Of(entity, graph) : new JsonObject { ["metadata"] = new JsonObject { ["name"] = reference.Name } };
        }

        return user;
    }

    /// <param name="stepId">Whose output.</param>
    /// <param name="kept">As the step's row keeps it.</param>
    public void Finished(string stepId, JsonObject kept) => _steps[stepId] = new JsonObject { ["output"] = StepIterations.Readable(kept).DeepClone() };

    /// <summary>Sets <c>each</c> until the answer is disposed.</summary>
    public IDisposable With(string key, JsonNode? value)
    {
        _root[EachKey] = new JsonObject { ["key"] = key, ["value"] = value?.DeepClone() };
        return new Iteration(_root);
    }

    /// <summary>Backstage's truth: false, 0, empty, null, an empty list and the words are no.</summary>
    public static bool IsTrue(JsonNode? node) => node switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value => value.ToString() is not ("" or "false" or "0" or "null" or "undefined"),
        _ => true,
    };

    public string Redact(string text) => Secrets.Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>The tree with secrets blotted out of every text.</summary>
    public JsonNode? Redact(JsonNode? tree) => Secrets.Count == 0 ? tree : tree switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(Redact(p.Key), Redact(p.Value?.DeepClone())))),
        JsonArray list => new JsonArray([.. list.Select(item => Redact(item?.DeepClone()))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Redact(text)),
        _ => tree?.DeepClone(),
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => Texts(p.Value)),
        JsonArray list => list.SelectMany(Texts),
        null => [],
        _ => [node.ToString()],
    };

    private sealed class Iteration(JsonObject root) : IDisposable
    {
        public void Dispose() => root.Remove(EachKey);
    }
}

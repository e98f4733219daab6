using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Descriptors;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Templating;

/// <summary>Reads a template.yaml (scaffolder.backstage.io/v1beta3).</summary>
internal static class TemplateReader
{
    private const string ApiVersion = "scaffolder.backstage.io/v1beta3";

    /// <returns>The first template of the text, or what is wrong with it; exactly one of the two.</returns>
    public static (ScaffoldTemplate? Template, TemplateProblem? Problem) Read(string text, string path, string folder, string hash, string? root = null) => ReadAll(text, path, folder, hash, root)[0];

    /// <param name="text">Of the file; documents that are no template are passed over when there is one.</param>
    /// <param name="path">For problems.</param>
    /// <param name="folder">Where relative URLs and $yaml, $json and $text start.</param>
    /// <param name="hash">Content hash of the folder.</param>
    /// <param name="root">They may not leave this folder; null: not the template's own.</param>
    /// <returns>At least one.</returns>
    public static IReadOnlyList<(ScaffoldTemplate? Template, TemplateProblem? Problem)> ReadAll(string text, string path, string folder, string hash, string? root = null)
    {
        YamlJson yaml = new();
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = yaml.ReadAll(text);
        }
        catch (YamlException ex) when (YamlTabs.Line(text, ex) is { } tab)
        {
            return [(null, new(path, tab, $"Not valid YAML: {YamlTabs.Words} {YamlTabs.Fix}"))];
        }
        catch (YamlException ex)
        {
            return [(null, new(path, (int)ex.Start.Line, $"{ex.Message} Fix the YAML."))];
        }

        var templates = documents.Where(d => d is JsonObject map && Text(map["kind"]) == "Template").ToList();
        return [.. (templates.Count > 0 ? templates : [documents.Count > 0 ? documents[0] : null]).Select(Document)];

        (ScaffoldTemplate? Template, TemplateProblem? Problem) Document(JsonNode? document)
        {
            try
            {
                var whole = new TemplateIncludes(yaml, root ?? folder).Fill(document, folder);
                return (Template(whole, yaml, folder, root ?? folder, hash), null);
            }
            catch (TemplateFault fault)
            {
                return (null, new(path, fault.Line, fault.Message));
            }
        }
    }

    private static ScaffoldTemplate Template(JsonNode? root, YamlJson yaml, string folder, string home, string hash)
    {
        if (root is not JsonObject document || Text(document["apiVersion"]) != ApiVersion || Text(document["kind"]) != "Template")
        {
            throw new TemplateFault(1, $"It must be a document with apiVersion: {ApiVersion} and kind: Template.");
        }

        var metadata = document["metadata"] as JsonObject ?? throw new TemplateFault(1, "metadata is missing.");
        var spec = document["spec"] as JsonObject ?? throw new TemplateFault(1, "spec is missing.");
        var name = Text(metadata["name"]) ?? throw new TemplateFault(yaml.LineOf(metadata), "metadata.name is missing.");
        var @namespace = Text(metadata["namespace"]) ?? EntityRef.DefaultNamespace;
        var annotations = metadata["annotations"] as JsonObject ?? [];
        return new()
        {
            Ref = new("template", @namespace, name),
            Title = Text(metadata["title"]) ?? name,
            Description = Text(metadata["description"])?.Trim(),
            Tags = [.. (metadata["tags"] as JsonArray ?? []).Select(Text).OfType<string>()],
            Type = Text(spec["type"]) ?? "service",
            Owner = EntityRef.TryParse(Text(spec["owner"]), "group", @namespace, out var owner) ? owner.ToString() : null,
            Version = annotations["portal.dev/version"]?.ToString(),
            Produces = [.. (annotations["portal.dev/produces"]?.ToString() ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            Pages = Pages(spec["parameters"]),
            Steps = Steps(spec["steps"], yaml),
            Output = (spec["output"] as JsonObject)?.DeepClone().AsObject() ?? [],
            Hash = hash,
            Folder = folder,
            Root = home,
        };
    }

    private static List<FormPage> Pages(JsonNode? parameters) => parameters switch
    {
        JsonArray several => [.. several.OfType<JsonObject>().Select((p, i) => FormReader.Read(p.DeepClone().AsObject(), i + 1))],
        JsonObject one => [FormReader.Read(one.DeepClone().AsObject(), 1)],
        _ => [],
    };

    private static List<TemplateStep> Steps(JsonNode? node, YamlJson yaml)
    {
        List<TemplateStep> steps = [];
        foreach (var entry in node as JsonArray ?? throw new TemplateFault(yaml.LineOf(node), "spec.steps is missing: a template without steps makes nothing."))
        {
            var line = yaml.LineOf(entry);
            var step = entry as JsonObject ?? throw new TemplateFault(line, "A step must be an object with id and action.");
            var action = Text(step["action"]) ?? throw new TemplateFault(line, "A step lacks its action.");
            var id = Text(step["id"]) ?? $"step-{steps.Count + 1}";
            if (step["each"] is JsonValue each && Text(each)?.Contains("${{", StringComparison.Ordinal) != true)
            {
                throw new TemplateFault(yaml.LineOf(step), $"Step {id}: each must be a list, an object, or an expression that answers one.");
            }

            steps.Add(new(id, Text(step["name"]) ?? id, action, step["if"]?.DeepClone(), (step["input"] as JsonObject)?.DeepClone().AsObject() ?? [], line, step["each"]?.DeepClone()));
        }

        return steps;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>Leaves the reading of a template at the first fault; never leaves the reader.</summary>
internal sealed class TemplateFault(int line, string message) : Exception(message)
{
    public int Line => line;
}

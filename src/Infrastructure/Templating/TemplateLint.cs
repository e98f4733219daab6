using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Descriptors;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Templating;

/// <summary>Checks a template's text: all that is wrong at once, each with its place and what to do. Nothing is run.</summary>
internal sealed class TemplateLint(ScaffoldActions actions, ITemplateEngine engine) : ITemplateLint
{
    private const string ApiVersion = "scaffolder.backstage.io/v1beta3";

    /// <inheritdoc />
    public LintedTemplate Check(string text, string folder, string root)
    {
        YamlJson yaml = new();
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = yaml.ReadAll(text);
        }
        catch (YamlException ex) when (YamlTabs.Line(text, ex) is { } tab)
        {
            return new(null, [new(tab, 1, Sentence(YamlTabs.Words), YamlTabs.Fix)]);
        }
        catch (YamlException ex)
        {
            return new(null, [new((int)ex.Start.Line, (int)ex.Start.Column, Sentence(ex.InnerException?.Message ?? ex.Message), "Fix the YAML: look at indentation, quotes and colons here and in the line above.")]);
        }

        LintRun run = new(text, yaml, actions, engine);
        if ((documents.FirstOrDefault(d => d is JsonObject map && LintRun.Text(map["kind"]) == "Template") ?? documents.FirstOrDefault(d => d is not null)) is not JsonObject document)
        {
            return new(null, [new(1, 1, "There is no document here.", $"Begin with apiVersion: {ApiVersion} and kind: Template.")]);
        }

        JsonNode? whole;
        try
        {
            whole = new TemplateIncludes(yaml, root).Fill(document, folder);
        }
        catch (TemplateFault fault)
        {
            return new(null, [new(Math.Max(1, fault.Line), 1, fault.Message, "Correct the reference, or put the text here.")]);
        }

        Frame(run, (JsonObject)whole!);
        var (template, problem) = TemplateReader.ReadAll(text, "template.yaml", folder, "", root).Select(r => (r.Template, r.Problem)).FirstOrDefault();
        if (problem is not null && run.Findings.Count == 0)
        {
            run.Add(problem.Line, 1, problem.Message, "Correct it.");
        }

        return new(template, [.. run.Findings.OrderBy(f => f.Line).ThenBy(f => f.Column).Distinct()]);
    }

    private static void Frame(LintRun run, JsonObject document)
    {
        if (LintRun.Text(document["apiVersion"]) != ApiVersion)
        {
            run.At(document, "apiVersion", $"apiVersion must be {ApiVersion}.", $"Write apiVersion: {ApiVersion}; older forms of templates are not read.");
        }

        if (LintRun.Text(document["kind"]) != "Template")
        {
            run.At(document, "kind", "kind must be Template.", "Write kind: Template.");
        }

        if (document["metadata"] is not JsonObject metadata)
        {
            run.At(document, "metadata", "metadata is missing.", "Add metadata with a name.");
        }
        else if (LintRun.Text(metadata["name"]) is not { } name)
        {
            run.At(metadata, "name", "metadata.name is missing.", "Add a name of lower-case letters, digits and dashes.");
        }
        else if (name.Length > 63 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] is '-' or '_' or '.')
        {
            run.At(metadata, "name", $"'{name}' is no name.", "Use at most 63 letters, digits, dashes, underscores and dots, beginning with a letter or digit.");
        }

        if (document["spec"] is not JsonObject spec)
        {
            run.At(document, "spec", "spec is missing.", "Add spec with type, parameters and steps.");
            return;
        }

        if (LintRun.Text(spec["type"]) is null)
        {
            run.At(spec, "type", "spec.type is missing.", "Say what it makes, for instance service or website.");
        }

        new LintParameters(run).Check(spec);
        new LintSteps(run).Check(spec);
    }

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Checks the form: shapes of schemas, and names that must be there.</summary>
internal sealed class LintParameters(LintRun run)
{
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "object", "array", "null"];
    private static readonly string[] Branches = ["then", "else", "if", "not"];
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];

    public void Check(JsonObject spec)
    {
        var pages = spec["parameters"] switch { JsonArray several => several.ToList(), JsonObject one => [one], _ => [] };
        if (spec.ContainsKey("parameters") && spec["parameters"] is not (JsonArray or JsonObject))
        {
            run.At(spec, "parameters", "parameters must be a list of pages, or one.", "Write - title: ... with properties below it.");
        }

        foreach (var page in pages)
        {
            if (page is not JsonObject schema)
            {
                run.At(page, "A page of parameters must be a map.", "Write title, required and properties.");
                continue;
            }

            Names(schema, schema, 0);
            Schema(schema, schema, 0);
            Required(schema);
            Defaults(schema);
        }
    }

    /// <summary>Names of parameters in all branches, and which of them are secrets.</summary>
    private void Names(JsonNode? node, JsonObject root, int depth)
    {
        if (node is not JsonObject schema || depth > 12)
        {
            return;
        }

        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            run.Parameters.Add(name);
            if (property is JsonObject of && (LintRun.Text(of["ui:field"]) == "Secret" || LintRun.Text(of["ui:widget"]) == "password"))
            {
                run.Secrets.Add(name);
            }

            // The nested secrets are read by their own names, too.
            foreach (var (inner, part) in (property as JsonObject)?["properties"] as JsonObject ?? [])
            {
                if (part is JsonObject o && LintRun.Text(o["ui:field"]) == "Secret")
                {
                    run.Secrets.Add(inner);
                }
            }
        }

        if (LintRun.Text((schema["ui:options"] as JsonObject)?["requestUserCredentials"]?["secretsKey"]) is { } own)
        {
            run.Secrets.Add(own);
        }

        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
        {
            if (LintRun.Text((property as JsonObject)?["ui:options"]?["requestUserCredentials"]?["secretsKey"]) is { } key)
            {
                run.Secrets.Add(key);
            }
        }

        foreach (var part in Parts(schema))
        {
            Names(part, root, depth + 1);
        }

        if (LintRun.Text(schema["$ref"]) is { } reference)
        {
            Names(SchemaReference.Resolve(root, reference), root, depth + 1);
        }
    }

    private static IEnumerable<JsonNode?> Parts(JsonObject schema) => Branches.Where(b => b != "not").Select(b => schema[b])
        .Concat(Lists.SelectMany(k => schema[k] as JsonArray ?? []))
        .Concat(new[] { schema["dependencies"], schema["dependentSchemas"] }.OfType<JsonObject>().SelectMany(d => d.Select(p => p.Value)));

    private void Schema(JsonNode? node, JsonObject root, int depth)
    {
        if (node is not JsonObject schema || depth > 20)
        {
            return;
        }

        foreach (var type in schema["type"] switch { JsonArray several => several.ToList(), null => [], var one => [one] })
        {
            if (!Types.Contains(LintRun.Text(type)))
            {
                run.At(schema, "type", $"'{type}' is no type.", LintRun.Near(type?.ToString() ?? "", Types, "Write one of"));
            }
        }

        if (LintRun.Text(schema["pattern"]) is { } pattern)
        {
            Pattern(schema, pattern);
        }

        if (LintRun.Text(schema["$ref"]) is { } reference && SchemaReference.Resolve(root, reference) is null)
        {
            run.At(schema, "$ref", $"{reference} names nothing on this page.", "Put it under definitions of the same page: references do not reach other pages or files.");
        }

        if (schema.ContainsKey("properties") && schema["properties"] is not JsonObject)
        {
            run.At(schema, "properties", "properties must be a map.", "Write one name and its schema a line.");
        }

        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is not JsonObject)
            {
                run.At((JsonObject)schema["properties"]!, name, $"The property {name} must be a schema.", "Write at least type: string below it.");
            }

            Schema(property, root, depth + 1);
        }

        foreach (var part in Parts(schema).Append(schema["items"]).Append(schema["not"]).Concat(new[] { schema["definitions"], schema["$defs"] }.OfType<JsonObject>().SelectMany(d => d.Select(p => p.Value))))
        {
            Schema(part, root, depth + 1);
        }
    }

    private void Pattern(JsonObject schema, string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException ex)
        {
            run.At(schema, "pattern", $"The pattern is no regular expression: {ex.Message}", "Correct it; in double quotes a backslash is written twice.");
        }
    }

    /// <summary>What is required or ordered has to be asked.</summary>
    private void Required(JsonObject page)
    {
        foreach (var keyword in new[] { "required", "ui:order" })
        {
            foreach (var name in (page[keyword] as JsonArray ?? []).Where(n => LintRun.Text(n) is { } text && text != "*" && !run.Parameters.Contains(text)))
            {
                run.At(name, $"{keyword} names '{name}', which is no property.", LintRun.Near(name!.ToString(), run.Parameters, "Use one of"));
            }
        }
    }

    private void Defaults(JsonObject page)
    {
        foreach (var (name, property) in page["properties"] as JsonObject ?? [])
        {
            if (property is JsonObject schema && schema["default"] is { } given && SchemaValidation.Check(page, schema, given) is [var first, ..])
            {
                run.At(schema, "default", $"The default of {name} {first.Value}", "Correct the default or the rule.");
            }
        }
    }
}

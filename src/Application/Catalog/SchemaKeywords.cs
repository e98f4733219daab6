using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>Finds what a reference inside a schema names.</summary>
public static class SchemaReference
{
    /// <param name="reference">"#" or a JSON pointer in a fragment: <c>#/$defs/port</c>.</param>
    /// <returns>Null when there is no such place.</returns>
    public static JsonNode? Resolve(JsonObject root, string reference)
    {
        if (reference == "#")
        {
            return root;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? at = root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                JsonObject map => map[name],
                JsonArray list when int.TryParse(name, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return at;
    }
}

/// <summary>
/// Checks a schema itself before anything is checked against it: what <see cref="SchemaValidation"/> would pass over in silence is refused, so that nobody believes in
/// a rule that is not applied.
/// </summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal) { "string", "number", "integer", "boolean", "object", "array", "null" };

    // What each keyword holds: a schema, a list of schemas, schemas by name, or something else that has no schema in it.
    private static readonly HashSet<string> OneSchema = new(StringComparer.Ordinal) { "additionalProperties", "propertyNames", "additionalItems", "contains", "not", "if", "then", "else" };
    private static readonly HashSet<string> SchemaLists = new(StringComparer.Ordinal) { "allOf", "anyOf", "oneOf", "prefixItems" };
    private static readonly HashSet<string> SchemaMaps = new(StringComparer.Ordinal) { "properties", "patternProperties", "$defs", "definitions", "dependentSchemas" };

    private static readonly HashSet<string> Counts = new(StringComparer.Ordinal) { "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains" };
    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal) { "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" };

    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "enum", "const", "uniqueItems", "format", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$comment",
        "contentMediaType", "contentEncoding",
    };

    public static void Check(DescriptorNode schema, Findings found) => Schema(schema, schema.ToJsonNode() as JsonObject ?? [], found);

    private static void Schema(DescriptorNode node, JsonObject root, Findings found)
    {
        if (node.Kind == NodeKind.Bool)
        {
            return;
        }

        if (node.Kind != NodeKind.Map)
        {
            found.Add(node, $"A schema must be a map, or true or false; this is {DescriptorValidator.Words(node.Kind)}.", "Write its keywords below it, for instance type: string.");
            return;
        }

        foreach (var field in node.Fields)
        {
            Keyword(field, root, found);
        }
    }

    private static void Keyword(DescriptorField field, JsonObject root, Findings found)
    {
        var (name, value) = (field.Name, field.Value);
        switch (name)
        {
            case "type": Type(value, found); break;
            case "pattern" when found.Text(value, "pattern"): Pattern(value, value.Text, found); break;
            case "$ref" when found.Text(value, "$ref"): Reference(value, root, found); break;
            case "required" when found.Of(value, NodeKind.List, "required"): Each(value, item => found.NonEmptyText(item, "an entry of required")); break;
            case "items" when value.Kind == NodeKind.List: Each(value, item => Schema(item, root, found)); break;
            case "items": Schema(value, root, found); break;
            case "dependencies" or "dependentRequired" when found.Of(value, NodeKind.Map, name): Each(value, item => Dependency(item, name, root, found)); break;
            case var one when OneSchema.Contains(one): Schema(value, root, found); break;
            case var list when SchemaLists.Contains(list) && found.Of(value, NodeKind.List, name): Each(value, item => Schema(item, root, found)); break;
            case var map when SchemaMaps.Contains(map) && found.Of(value, NodeKind.Map, name): Map(name, value, root, found); break;
            case var count when Counts.Contains(count) && found.Of(value, NodeKind.Number, name) && (value.Number < 0 || value.Number != Math.Floor(value.Number)):
                found.Add(value, $"{name} must be a whole number from 0.", "Correct the number.");
                break;
            case var number when Numbers.Contains(number): found.Of(value, NodeKind.Number, name); break;
            case "enum": found.Of(value, NodeKind.List, name); break;
            case "uniqueItems": found.Of(value, NodeKind.Bool, name); break;
            case var known when IsKnown(known): break;
            default:
                found.At(field.Line, field.Column, $"The keyword '{name}' is not applied here.", "Remove it, or say the same with other keywords; /docs/portal/kinds lists those that are. Notes of your own begin with x-.");
                break;
        }
    }

    private static bool IsKnown(string name)
        => Others.Contains(name) || Counts.Contains(name) || Numbers.Contains(name) || SchemaLists.Contains(name) || SchemaMaps.Contains(name)
            || name is "pattern" or "$ref" or "required" or "dependencies" or "dependentRequired"
            || name.StartsWith("x-", StringComparison.Ordinal) || name.StartsWith("ui:", StringComparison.Ordinal);

    private static void Type(DescriptorNode value, Findings found)
    {
        foreach (var type in value.Kind == NodeKind.List ? value.Items : [value])
        {
            if (!Types.Contains(type.Text))
            {
                found.Add(type, $"'{type.Text}' is no type.", $"Write one of {string.Join(", ", Types)}.");
            }
        }
    }

    private static void Pattern(DescriptorNode at, string pattern, Findings found)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException ex)
        {
            found.Add(at, $"The pattern is no regular expression: {ex.Message}", "Correct it; backslashes are written as they are in a plain or single-quoted text.");
        }
    }

    private static void Reference(DescriptorNode value, JsonObject root, Findings found)
    {
        if (SchemaReference.Resolve(root, value.Text) is null)
        {
            found.Add(value, $"{value.Text} names nothing in this schema.", "Refer to a part of the same schema, for instance #/$defs/port; other files are not read.");
        }
    }

    private static void Dependency(DescriptorNode item, string name, JsonObject root, Findings found)
    {
        if (item.Kind == NodeKind.List)
        {
            Each(item, n => found.NonEmptyText(n, "an entry of " + name));
        }
        else
        {
            Schema(item, root, found);
        }
    }

    private static void Map(string name, DescriptorNode map, JsonObject root, Findings found)
    {
        foreach (var field in map.Fields)
        {
            if (name == "patternProperties")
            {
                Pattern(DescriptorNode.OfText(field.Name, field.Line, field.Column), field.Name, found);
            }

            Schema(field.Value, root, found);
        }
    }

    private static void Each(DescriptorNode node, Action<DescriptorNode> check)
    {
        foreach (var item in node.Items)
        {
            check(item);
        }

        foreach (var field in node.Fields)
        {
            check(field.Value);
        }
    }
}

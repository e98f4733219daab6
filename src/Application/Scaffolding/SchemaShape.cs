using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>
/// What a schema comes down to for the answers at hand: references followed, conditions decided, parts put together. Forms are drawn from it, and answers
/// checked against it have messages about fields instead of about alternatives.
/// </summary>
/// <remarks>As react-jsonschema-form does, which templates are written for: a dependency counts once its field has an answer.</remarks>
internal static class SchemaShape
{
    private const int MaxDepth = 24; // schemas may refer to themselves
    private static readonly string[] Least = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
    private static readonly string[] Most = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

    /// <summary>The schema of one value, its properties and entries as written.</summary>
    public static JsonObject Of(JsonNode? schema, JsonObject root, JsonNode? value, int depth = 0)
    {
        if (schema is not JsonObject written || depth > MaxDepth)
        {
            return [];
        }

        var shape = written.DeepClone().AsObject();
        shape.Remove("allOf");
        Conditions(shape, "if", "then", "else");
        if (SchemaChecks.String(written["$ref"]) is { } reference)
        {
            shape.Remove("$ref");
            var target = Of(SchemaReference.Resolve(root, reference), root, value, depth + 1);
            Merge(target, shape);
            shape = target;
        }

        foreach (var part in written["allOf"] as JsonArray ?? [])
        {
            Merge(shape, Of(part, root, value, depth + 1));
        }

        if (written["if"] is { } condition)
        {
            Merge(shape, Of(written[SchemaValidation.Fits(root, condition, value ?? new JsonObject()) ? "then" : "else"], root, value, depth + 1));
        }

        Dependencies(shape, written, root, value as JsonObject, depth);
        Choices(shape);
        return shape;
    }

    /// <summary>The same with properties and entries worked out for the value, as deep as it goes; of alternatives the one that fits best.</summary>
    public static JsonObject Deep(JsonNode? schema, JsonObject root, JsonNode? value, int depth = 0)
    {
        var shape = Of(schema, root, value);
        if (depth > MaxDepth)
        {
            return shape;
        }

        if (Variants(shape) is { } variants)
        {
            var chosen = Of(variants[Guess(variants, root, value)], root, value);
            Drop(shape);
            Merge(shape, chosen);
        }

        foreach (var (name, part) in (value as JsonObject)?.Where(p => p.Value is not null).ToList() ?? [])
        {
            if (shape["properties"] is JsonObject properties && properties[name] is JsonObject of)
            {
                properties[name] = Deep(of, root, part, depth + 1);
            }
        }

        if (value is JsonArray entries && shape["items"] is { } items)
        {
            shape["prefixItems"] = new JsonArray([.. entries.Select((entry, i) => (JsonNode)Deep(EntryOf(shape, i), root, entry, depth + 1))]);
            if (items is JsonArray)
            {
                shape.Remove("items");
            }
        }

        return shape;
    }

    /// <summary>Schema of an entry of a list: draft 7's list under items stands for the first ones.</summary>
    public static JsonNode? EntryOf(JsonObject list, int index) => (list["prefixItems"] ?? list["items"]) switch
    {
        JsonArray first when index < first.Count => first[index],
        JsonArray => list["prefixItems"] is null ? list["additionalItems"] : list["items"],
        var each => each,
    };

    /// <summary>Alternatives that ask for something; null when there are none, or when they only forbid combinations.</summary>
    public static JsonArray? Variants(JsonObject shape)
        => (shape["oneOf"] ?? shape["anyOf"]) is JsonArray { Count: > 0 } variants
            && variants.All(v => v is JsonObject o && (o.ContainsKey("properties") || o.ContainsKey("type") || o.ContainsKey("$ref") || o.ContainsKey("enum") || o.ContainsKey("const") || o.ContainsKey("allOf")))
            ? variants : null;

    public static void Drop(JsonObject shape) => shape.Remove(shape["oneOf"] is JsonArray ? "oneOf" : "anyOf");

    /// <summary>The alternative that a value was most likely given for.</summary>
    public static int Guess(JsonArray variants, JsonObject root, JsonNode? value)
    {
        for (var i = 0; i < variants.Count && value is not null; i++)
        {
            if (SchemaValidation.Fits(root, variants[i], value))
            {
                return i;
            }
        }

        var best = value is JsonObject given ? variants.Select((v, i) => (Index: i, Score: Score(Of(v, root, value), root, given))).MaxBy(v => v.Score) : (Index: 0, Score: 0);
        return best.Index;
    }

    /// <summary>Adds what another schema says; where both name a bound, the narrower one counts.</summary>
    public static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (keyword, said) in from.Where(k => k.Value is not null).ToList())
        {
            if (into[keyword] is not { } before)
            {
                into[keyword] = said!.DeepClone();
            }
            else if (keyword == "properties" && before is JsonObject properties && said is JsonObject more)
            {
                Properties(properties, more);
            }
            else if (before is JsonObject map && said is JsonObject also && keyword is not ("const" or "default"))
            {
                Merge(map, also);
            }
            else if (keyword is "required" or "ui:order" && before is JsonArray names && said is JsonArray others)
            {
                into[keyword] = new JsonArray([.. SchemaChecks.Names(names).Union(SchemaChecks.Names(others), StringComparer.Ordinal).Select(n => JsonValue.Create(n))]);
            }
            else if (keyword == "enum" && before is JsonArray choices && said is JsonArray fewer && choices.Where(c => fewer.Any(f => JsonNode.DeepEquals(c, f))).ToList() is { Count: > 0 } both)
            {
                into[keyword] = new JsonArray([.. both.Select(c => c?.DeepClone())]);
            }
            else if (!(SchemaChecks.Number(before) is { } old && SchemaChecks.Number(said) is { } now && (Least.Contains(keyword) ? old >= now : Most.Contains(keyword) && old <= now)))
            {
                into[keyword] = said!.DeepClone();
            }
        }
    }

    private static void Properties(JsonObject into, JsonObject more)
    {
        foreach (var (name, schema) in more)
        {
            if (into[name] is JsonObject before && schema is JsonObject also)
            {
                Merge(before, also);
            }
            else
            {
                into[name] = schema?.DeepClone();
            }
        }
    }

    private static void Dependencies(JsonObject shape, JsonObject written, JsonObject root, JsonObject? value, int depth)
    {
        foreach (var keyword in new[] { "dependencies", "dependentRequired", "dependentSchemas" })
        {
            shape.Remove(keyword);
            foreach (var (name, dependency) in (written[keyword] as JsonObject ?? []).Where(d => value?[d.Key] is not null))
            {
                if (dependency is JsonArray)
                {
                    Merge(shape, new() { ["required"] = dependency.DeepClone() });
                }
                else if (dependency is JsonObject then)
                {
                    Merge(shape, Then(name, then, root, value!, depth));
                }
            }
        }
    }

    /// <summary>A dependency's schema; of its alternatives the one whose own part about the field fits the field's answer.</summary>
    private static JsonObject Then(string name, JsonObject dependency, JsonObject root, JsonObject value, int depth)
    {
        var keyword = dependency["oneOf"] is JsonArray ? "oneOf" : "anyOf";
        if (dependency[keyword] is not JsonArray branches)
        {
            return Of(dependency, root, value, depth + 1);
        }

        var rest = dependency.DeepClone().AsObject();
        rest.Remove(keyword);
        var result = Of(rest, root, value, depth + 1);
        var branch = branches.Select(b => Follow(b, root)).FirstOrDefault(b => b?["properties"]?[name] is { } about && SchemaValidation.Fits(root, about, value[name]));
        var chosen = Of(branch, root, value, depth + 1);
        (chosen["properties"] as JsonObject)?.Remove(name);
        Merge(result, chosen);
        return result;
    }

    private static JsonObject? Follow(JsonNode? schema, JsonObject root)
        => schema is JsonObject o && SchemaChecks.String(o["$ref"]) is { } reference ? SchemaReference.Resolve(root, reference) as JsonObject : schema as JsonObject;

    /// <summary>Alternatives that are single values are a list of choices with titles.</summary>
    private static void Choices(JsonObject shape)
    {
        var keyword = shape["oneOf"] is JsonArray ? "oneOf" : "anyOf";
        if (shape[keyword] is not JsonArray { Count: > 0 } choices || !choices.All(c => c is JsonObject o && (o.ContainsKey("const") || o["enum"] is JsonArray { Count: 1 })))
        {
            return;
        }

        shape.Remove(keyword);
        Merge(shape, new()
        {
            ["enum"] = new JsonArray([.. choices.Select(c => (c!["const"] ?? (c["enum"] as JsonArray)?[0])?.DeepClone())]),
            ["enumNames"] = new JsonArray([.. choices.Select(c => (c!["title"] ?? c["const"] ?? (c["enum"] as JsonArray)?[0])?.DeepClone())]),
        });
    }

    private static int Score(JsonObject variant, JsonObject root, JsonObject value)
        => (variant["properties"] as JsonObject ?? []).Where(p => value[p.Key] is not null).Sum(p => SchemaValidation.Fits(root, p.Value, value[p.Key]) ? 2 : p.Value is JsonObject o && (o.ContainsKey("const") || o.ContainsKey("enum")) ? -4 : 1);

    private static void Conditions(JsonObject shape, params string[] keywords)
    {
        foreach (var keyword in keywords)
        {
            shape.Remove(keyword);
        }
    }
}

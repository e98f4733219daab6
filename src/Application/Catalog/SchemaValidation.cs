using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Catalog;

/// <summary>Something that a schema refuses.</summary>
/// <param name="Path">Where, as people write it: <c>a.b</c>, <c>a[0]</c>; empty for the whole value.</param>
/// <param name="Steps">The same as names and indexes from the top. The last one may name what is missing.</param>
/// <param name="Message">A sentence without its subject: "must be text, not a number."</param>
public sealed record SchemaFinding(string Path, IReadOnlyList<string> Steps, string Message);

/// <summary>
/// Checks values against a JSON schema, one plain message each: what drafts 7 and 2020-12 say about values, with references inside the schema.
/// Used for the forms of templates and for the spec of custom kinds.
/// </summary>
/// <remarks>Source: JSON Schema, "Validation" 2020-12 and draft-07. <see cref="SchemaKeywords"/> says what is left out.</remarks>
public static class SchemaValidation
{
    /// <summary>Checks a form's answers: null stands for no answer.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Check(JsonObject schema, JsonNode? value)
        => [.. new Run(schema, nullIsAbsent: true).Start(value).Select(f => KeyValuePair.Create(f.Path, f.Message))];

    /// <summary>Checks answers against a part of a schema; references are looked up in the whole.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Check(JsonObject root, JsonNode? part, JsonNode? value)
        => [.. new Run(root, nullIsAbsent: true).Start(part, value).Select(f => KeyValuePair.Create(f.Path, f.Message))];

    /// <summary>Whether answers fit a part of a schema.</summary>
    public static bool Fits(JsonObject root, JsonNode? part, JsonNode? value) => new Run(root, nullIsAbsent: true).Start(part, value).Count == 0;

    /// <summary>Checks a document: null is a value of its own.</summary>
    public static IReadOnlyList<SchemaFinding> Find(JsonObject schema, JsonNode? value) => new Run(schema, nullIsAbsent: false).Start(value);

    private sealed record Place(Place? Parent, string Step, bool IsIndex)
    {
        public static readonly Place Top = new(null, "", false);

        public Place Field(string name) => new(this, name, IsIndex: false);

        public Place Item(int index) => new(this, index.ToString(System.Globalization.CultureInfo.InvariantCulture), IsIndex: true);

        public override string ToString() => Parent is null ? "" : IsIndex ? $"{Parent}[{Step}]" : Parent.Parent is null ? Step : $"{Parent}.{Step}";

        public IReadOnlyList<string> Steps => Parent is null ? [] : [.. Parent.Steps, Step];
    }

    private sealed class Run(JsonObject root, bool nullIsAbsent)
    {
        // A schema can refer to itself; this many visits of one value are a mistake in it or a trap.
        private const int MaxVisits = 200_000;
        private const int MaxDepth = 600;

        private List<(Place At, string Message)> _found = [];
        private int _visits;
        private int _depth;

        public IReadOnlyList<SchemaFinding> Start(JsonNode? value) => Start(root, value);

        public IReadOnlyList<SchemaFinding> Start(JsonNode? part, JsonNode? value)
        {
            Visit(part, value, Place.Top);
            if (_visits > MaxVisits)
            {
                _found = [(Place.Top, "takes too many steps to check: the schema refers to itself too often.")];
            }

            return [.. _found.Select(f => new SchemaFinding(f.At.ToString(), f.At.Steps, f.Message))];
        }

        private void Visit(JsonNode? node, JsonNode? value, Place at)
        {
            if (++_visits > MaxVisits || _depth >= MaxDepth)
            {
                _visits = _depth >= MaxDepth ? MaxVisits + 1 : _visits;
                return;
            }

            if (node is not JsonObject schema)
            {
                if (node is JsonValue flag && flag.TryGetValue<bool>(out var allowed) && !allowed)
                {
                    Add(at, "is not allowed here.");
                }

                return;
            }

            _depth++;
            if (!SchemaChecks.TypeFits(schema["type"], value, out var wanted))
            {
                Add(at, $"must be {wanted}, not {SchemaChecks.Describe(value)}."); // every other keyword would only repeat it
            }
            else
            {
                Assertions(schema, value, at);
            }

            _depth--;
        }

        private void Assertions(JsonObject schema, JsonNode? value, Place at)
        {
            if (schema["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value)))
            {
                Add(at, $"must be one of {string.Join(", ", choices.Select(c => c?.ToString() ?? "null"))}.");
            }

            if (schema.ContainsKey("const") && !JsonNode.DeepEquals(schema["const"], value))
            {
                Add(at, $"must be {schema["const"]?.ToJsonString() ?? "null"}.");
            }

            switch (value)
            {
                case JsonObject properties: Object(schema, properties, at); break;
                case JsonArray items: Array(schema, items, at); break;
                case JsonValue when value.GetValueKind() == JsonValueKind.String: SchemaChecks.Text(schema, value.GetValue<string>(), message => Add(at, message)); break;
                case JsonValue when value.GetValueKind() == JsonValueKind.Number: SchemaChecks.Number(schema, value, message => Add(at, message)); break;
            }

            Combine(schema, value, at);
        }

        private void Object(JsonObject schema, JsonObject value, Place at)
        {
            Names(schema["required"], value, at, "is required.");
            SchemaChecks.Count(schema, value.Count, "minProperties", "maxProperties", "fields", message => Add(at, message));
            var properties = schema["properties"] as JsonObject;
            var patterns = schema["patternProperties"] as JsonObject;
            foreach (var (name, child) in value)
            {
                if (child is null && nullIsAbsent)
                {
                    continue;
                }

                var place = at.Field(name);
                var known = properties?.ContainsKey(name) == true;
                if (known)
                {
                    Visit(properties![name], child, place);
                }

                foreach (var (pattern, part) in patterns ?? [])
                {
                    if (SchemaChecks.Matches(pattern, name))
                    {
                        known = true;
                        Visit(part, child, place);
                    }
                }

                if (!known && schema["additionalProperties"] is { } rest)
                {
                    Visit(rest, child, place);
                }

                if (schema["propertyNames"] is { } names && !Fits(names, name))
                {
                    Add(place, "has a name that is not allowed here.");
                }
            }

            Dependencies(schema, value, at);
        }

        private void Dependencies(JsonObject schema, JsonObject value, Place at)
        {
            foreach (var keyword in new[] { "dependencies", "dependentRequired", "dependentSchemas" })
            {
                foreach (var (name, dependency) in (schema[keyword] as JsonObject ?? []).Where(d => value.ContainsKey(d.Key)))
                {
                    if (dependency is JsonArray others)
                    {
                        Names(others, value, at, $"is required when {name} is given.");
                    }
                    else
                    {
                        Visit(dependency, value, at);
                    }
                }
            }
        }

        private void Array(JsonObject schema, JsonArray value, Place at)
        {
            SchemaChecks.Count(schema, value.Count, "minItems", "maxItems", "entries", message => Add(at, message));
            if (SchemaChecks.IsTrue(schema["uniqueItems"]) && value.Select(v => v?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() != value.Count)
            {
                Add(at, "has the same entry twice.");
            }

            // In draft 7 a list under items stands for the first entries and additionalItems for the rest; 2020-12 calls them prefixItems and items.
            var first = schema["prefixItems"] as JsonArray ?? schema["items"] as JsonArray;
            var rest = schema["items"] is JsonArray ? schema["additionalItems"] : schema["items"];
            for (var i = 0; i < value.Count; i++)
            {
                if (nullIsAbsent && value[i] is null)
                {
                    Add(at.Item(i), "is empty. Fill it in or remove the entry.");
                    continue;
                }

                Visit(i < first?.Count ? first[i] : rest, value[i], at.Item(i));
            }

            if (schema["contains"] is { } wanted)
            {
                var count = value.Count(item => Fits(wanted, item));
                if (count < (SchemaChecks.Number(schema["minContains"]) ?? 1) || count > (SchemaChecks.Number(schema["maxContains"]) ?? int.MaxValue))
                {
                    Add(at, $"has {count} entries of the form that must occur; see minContains and maxContains in the schema.");
                }
            }
        }

        private void Combine(JsonObject schema, JsonNode? value, Place at)
        {
            if (SchemaChecks.String(schema["$ref"]) is { } reference)
            {
                Visit(SchemaReference.Resolve(root, reference), value, at);
            }

            foreach (var part in schema["allOf"] as JsonArray ?? [])
            {
                Visit(part, value, at);
            }

            if (schema["anyOf"] is JsonArray any && !any.Any(s => Fits(s, value)))
            {
                Add(at, "fits none of the allowed forms.");
            }

            if (schema["oneOf"] is JsonArray one && one.Count(s => Fits(s, value)) != 1)
            {
                Add(at, "must fit exactly one of the allowed forms.");
            }

            if (schema["not"] is { } not && Fits(not, value))
            {
                Add(at, "has a form that is not allowed.");
            }

            if (schema["if"] is { } condition)
            {
                Visit(Fits(condition, value) ? schema["then"] : schema["else"], value, at);
            }
        }

        private bool Fits(JsonNode? schema, JsonNode? value)
        {
            var outside = _found;
            _found = [];
            Visit(schema, value, Place.Top);
            var fits = _found.Count == 0;
            _found = outside;
            return fits;
        }

        private void Names(JsonNode? wanted, JsonObject value, Place at, string message)
        {
            foreach (var name in SchemaChecks.Names(wanted).Where(n => !value.TryGetPropertyValue(n, out var found) || (nullIsAbsent && found is null)))
            {
                Add(at.Field(name), message);
            }
        }

        private void Add(Place at, string message) => _found.Add((at, message));
    }
}

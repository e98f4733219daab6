namespace Portal.Application.Catalog.Definitions;

/// <summary>How many schema rows a page may still hold.</summary>
internal sealed class RowBudget(int rows)
{
    private int _left = rows;

    public bool Take() => _left-- > 0;
}

/// <summary>
/// JSON schemas as rows for reading. References are resolved; a schema that contains itself, or that lies deeper than one reads, is named instead, so the result is
/// small whatever the document says.
/// </summary>
/// <remarks>Source: JSON Schema 2020-12 and the OpenAPI 2.0 and 3.0 dialects.</remarks>
internal sealed class SchemaReader(LocalRefs refs)
{
    private const int MaxDepth = 5;
    private const int MaxRows = 80;
    private const int MaxParts = 40;
    private const int MaxWords = 12;

    /// <param name="schema">Null: nothing is known.</param>
    public (IReadOnlyList<SchemaRow> Rows, bool IsCut) Read(DescriptorNode? schema, RowBudget budget)
    {
        if (schema is null)
        {
            return ([], false);
        }

        var walk = new Walk(this, budget);
        walk.Add(schema, 0, "", required: false);
        return (walk.Rows, walk.IsCut);
    }

    /// <summary>The type in words, for instance "array of Order", "string (date-time)".</summary>
    public TypeWords Type(DescriptorNode? schema)
    {
        if (schema is null)
        {
            return new("any", null);
        }

        if (LocalRefs.TextOf(schema) is { } reference)
        {
            return refs.Follow(schema) is null
                ? new(reference.StartsWith('#') ? $"{LocalRefs.NameOf(reference)} (leads nowhere)" : $"{reference} (another file, not followed)", null)
                : new(LocalRefs.NameOf(reference), LocalRefs.NameOf(reference));
        }

        if (ItemsOf(schema) is { } items)
        {
            var inner = Type(items);
            return new("array of " + inner.Text, inner.Schema);
        }

        var names = schema["type"] switch
        {
            { Kind: NodeKind.Text } one => one.Text,
            { Kind: NodeKind.List } many => string.Join(" or ", many.Items.Select(i => i.Text).Where(t => t.Length > 0)),
            _ => schema["properties"] is not null || schema["allOf"] is not null ? "object" : schema["enum"] is not null ? "one of" : schema["oneOf"] is not null ? "one of" : schema["anyOf"] is not null ? "any of" : "any",
        };
        if (TextIn(schema, "format") is { } format)
        {
            names += $" ({format})";
        }

        return new(schema["nullable"] is { Kind: NodeKind.Bool, Bool: true } ? names + " or null" : names, null);
    }

    internal static string? TextIn(DescriptorNode? node, string name)
        => node?[name] is { Kind: NodeKind.Text or NodeKind.Number or NodeKind.Bool } value && value.Text.Length > 0 ? value.Text : null;

    internal static bool IsTrue(DescriptorNode? node, string name) => node?[name] is { Kind: NodeKind.Bool, Bool: true };

    private static DescriptorNode? ItemsOf(DescriptorNode schema)
        => schema["items"] is { Kind: NodeKind.Map } items && schema["properties"] is null ? items : null;

    // What a value must be besides its type, in words.
    private static string? Limits(DescriptorNode schema)
    {
        List<string> words = [];
        if (schema["enum"] is { Kind: NodeKind.List } values)
        {
            words.Add(string.Join(" | ", values.Items.Take(MaxWords).Select(v => v.Kind == NodeKind.Null ? "null" : v.Text)) + (values.Items.Count > MaxWords ? $" | {values.Items.Count - MaxWords} more" : ""));
        }

        if (TextIn(schema, "const") is { } constant)
        {
            words.Add("always " + constant);
        }

        Range(schema, "minimum", "maximum", "", words);
        Range(schema, "minLength", "maxLength", " characters", words);
        Range(schema, "minItems", "maxItems", " items", words);
        if (TextIn(schema, "pattern") is { } pattern)
        {
            words.Add("matches " + pattern);
        }

        if (TextIn(schema, "default") is { } standard)
        {
            words.Add("default " + standard);
        }

        if (IsTrue(schema, "readOnly"))
        {
            words.Add("read only");
        }

        if (IsTrue(schema, "writeOnly"))
        {
            words.Add("write only");
        }

        return words.Count == 0 ? null : string.Join(", ", words);
    }

    private static void Range(DescriptorNode schema, string least, string most, string unit, List<string> words)
    {
        var (from, to) = (TextIn(schema, least), TextIn(schema, most));
        if (from is not null || to is not null)
        {
            words.Add((from, to) switch { (_, null) => $"at least {from}", (null, _) => $"at most {to}", _ => $"{from} to {to}" } + unit);
        }
    }

    private sealed class Walk(SchemaReader reader, RowBudget budget)
    {
        private readonly List<DescriptorNode> _path = [];

        public List<SchemaRow> Rows { get; } = [];

        public bool IsCut { get; private set; }

        public void Add(DescriptorNode schema, int depth, string name, bool required)
        {
            if (Rows.Count >= MaxRows || !budget.Take())
            {
                IsCut = true;
                return;
            }

            var type = reader.Type(schema);
            var target = reader.Inner(schema);
            var hasMore = target is not null && HasFields(target);
            var folded = hasMore && (depth >= MaxDepth || _path.Contains(target!, ReferenceEqualityComparer.Instance));
            var about = target ?? schema;
            var words = new[] { SchemaReader.TextIn(schema, "description") ?? SchemaReader.TextIn(about, "description"), Limits(about) }.Where(w => w is not null);
            Rows.Add(new(depth, name, type, required, IsTrue(schema, "deprecated") || IsTrue(about, "deprecated"), string.Join(" · ", words) is { Length: > 0 } text ? text : null, folded));
            if (!hasMore || folded)
            {
                return;
            }

            _path.Add(target!);
            Fields(target!, depth + 1);
            _path.RemoveAt(_path.Count - 1);
        }

        private static bool HasFields(DescriptorNode schema)
            => schema["properties"] is { Fields.Count: > 0 } || schema["allOf"] is { Items.Count: > 0 } || schema["oneOf"] is { Items.Count: > 0 } || schema["anyOf"] is { Items.Count: > 0 }
                || schema["additionalProperties"] is { Kind: NodeKind.Map };

        private void Fields(DescriptorNode schema, int depth)
        {
            var parts = reader.Parts(schema);
            var required = parts.SelectMany(p => p["required"]?.Items ?? []).Select(i => i.Text).ToHashSet(StringComparer.Ordinal);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var field in parts.SelectMany(p => p["properties"]?.Fields ?? []))
            {
                if (seen.Add(field.Name) && field.Value.Kind == NodeKind.Map)
                {
                    Add(field.Value, depth, field.Name, required.Contains(field.Name));
                }
            }

            foreach (var part in parts)
            {
                foreach (var (key, words) in new[] { ("oneOf", "one of"), ("anyOf", "any of") })
                {
                    foreach (var option in part[key]?.Items ?? [])
                    {
                        Add(option, depth, words, required: false);
                    }
                }

                if (part["additionalProperties"] is { Kind: NodeKind.Map } others)
                {
                    Add(others, depth, "any other", required: false);
                }
            }
        }
    }

    // Behind references and arrays: the schema whose fields are shown.
    private DescriptorNode? Inner(DescriptorNode schema)
    {
        for (var hops = 0; hops < MaxDepth; hops++)
        {
            if (refs.Follow(schema) is not { } target)
            {
                return null;
            }

            if (ItemsOf(target) is not { } items)
            {
                return target;
            }

            schema = items;
        }

        return null;
    }

    // The schema and everything allOf adds to it.
    private List<DescriptorNode> Parts(DescriptorNode schema)
    {
        List<DescriptorNode> parts = [];
        var open = new Queue<DescriptorNode>([schema]);
        while (open.TryDequeue(out var next) && parts.Count < MaxParts)
        {
            if (refs.Follow(next) is { } part && !parts.Contains(part, ReferenceEqualityComparer.Instance))
            {
                parts.Add(part);
                foreach (var more in part["allOf"]?.Items ?? [])
                {
                    open.Enqueue(more);
                }
            }
        }

        return parts;
    }
}

namespace Portal.Application.Catalog.Definitions;

/// <summary>What a GraphQL schema offers: the fields of its root types as operations, all other types by name. A mistake is reported and skipped to the next definition.</summary>
/// <remarks>Source: GraphQL specification, October 2021, section 3 (type system definition language).</remarks>
internal sealed class GraphQlOutline : DefinitionOutline
{
    private readonly List<OperationHead> _heads = [];
    private readonly List<OperationView> _operations = [];
    private readonly Dictionary<string, SchemaView> _types;

    private GraphQlOutline(IEnumerable<GraphQlType> types, IReadOnlyDictionary<string, string> roots)
    {
        _types = new(StringComparer.Ordinal);
        var anchors = new Anchors();
        foreach (var type in types)
        {
            if (roots.GetValueOrDefault(type.Name) is { } verb)
            {
                foreach (var field in type.Fields)
                {
                    var head = new OperationHead(anchors.Of($"{verb}-{field.Name}"), verb, field.Name, null, field.Description, field.Deprecated, field.Line);
                    _heads.Add(head);
                    _operations.Add(new(head, null, field.Arguments, [new("Answer", null, null, [new(0, "", field.Type, false, false, null, IsFolded: false)], false)]));
                }
            }
            else
            {
                IEnumerable<SchemaRow> rows = type.Fields.Select(f => new SchemaRow(0, f.Name + (f.Arguments.Count == 0 ? "" : $"({string.Join(", ", f.Arguments.Select(a => $"{a.Name}: {a.Type.Text}"))})"), f.Type, f.Required, f.Deprecated, f.Description, IsFolded: false));
                _types[type.Name] = _types.TryGetValue(type.Name, out var before)
                    ? before with { Rows = [.. before.Rows, .. rows] } // an extension
                    : new(type.Name, type.Kind, type.Description, [.. rows], IsCut: false, type.Line);
            }
        }
    }

    public override IReadOnlyList<OperationHead> Operations => _heads;

    public override IReadOnlyList<string> SchemaNames => [.. _types.Keys];

    public static GraphQlOutline Read(string text)
    {
        var reader = new GraphQlReader(text);
        var types = reader.Read();
        return new(types, reader.Roots) { Format = "GraphQL", Text = text, Syntax = TextSyntax.GraphQl, Problems = reader.Problems };
    }

    public override OperationView Details(int index, RowBudget budget) => _operations[index];

    public override SchemaView? Schema(string name, RowBudget budget) => _types.GetValueOrDefault(name);
}

internal sealed record GraphQlField(string Name, TypeWords Type, bool Required, bool Deprecated, string? Description, int Line, IReadOnlyList<ParameterView> Arguments);

internal sealed record GraphQlType(string Name, string Kind, string? Description, int Line, IReadOnlyList<GraphQlField> Fields);

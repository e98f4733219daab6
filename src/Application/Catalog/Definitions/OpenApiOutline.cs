namespace Portal.Application.Catalog.Definitions;

/// <summary>OpenAPI 3.0 and 3.1, and Swagger 2.0, as far as they can be read: whatever is malformed is left out, the rest is shown.</summary>
/// <remarks>Source: OpenAPI Specification 2.0, 3.0.4, 3.1.1.</remarks>
internal sealed class OpenApiOutline : DefinitionOutline
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head", "options", "trace", "query"];

    private readonly LocalRefs _refs;
    private readonly SchemaReader _schemas;
    private readonly DescriptorNode? _named;
    private readonly List<OperationHead> _heads = [];
    private readonly List<(DescriptorNode Path, DescriptorNode Operation)> _nodes = [];
    private readonly bool _isSwagger;

    public OpenApiOutline(DescriptorNode root, LocalRefs refs)
    {
        (_refs, _schemas, _isSwagger) = (refs, new SchemaReader(refs), root["swagger"] is not null);
        _named = _isSwagger ? root["definitions"] : root["components"]?["schemas"];
        var anchors = new Anchors();
        foreach (var path in root["paths"]?.Fields ?? [])
        {
            Add(path.Name, path.Value, anchors);
        }

        foreach (var hook in root["webhooks"]?.Fields ?? [])
        {
            Add($"webhook {hook.Name}", hook.Value, anchors);
        }
    }

    public override IReadOnlyList<OperationHead> Operations => _heads;

    public override IReadOnlyList<string> SchemaNames => [.. (_named?.Fields ?? []).Select(f => f.Name)];

    public static IReadOnlyList<DefinitionServer> ServersOf(DescriptorNode root)
    {
        if (root["swagger"] is null)
        {
            return [.. (root["servers"]?.Items ?? []).Where(s => s["url"] is not null).Select(s => new DefinitionServer(s["url"]!.Text, null, SchemaReader.TextIn(s, "description")))];
        }

        var host = SchemaReader.TextIn(root, "host");
        var basePath = SchemaReader.TextIn(root, "basePath") ?? "";
        return host is null && basePath.Length == 0 ? []
            : [.. (root["schemes"]?.Items.Select(s => s.Text) ?? ["https"]).Select(s => new DefinitionServer(host is null ? basePath : $"{s}://{host}{basePath}", null, null))];
    }

    public override OperationView Details(int index, RowBudget budget)
    {
        var (path, operation) = _nodes[index];
        List<ParameterView> parameters = [];
        List<BodyView> bodies = [];
        foreach (var parameter in Parameters(path, operation))
        {
            if (SchemaReader.TextIn(parameter, "in") == "body")
            {
                bodies.Add(Body("Request body", SchemaReader.TextIn(parameter, "description"), null, parameter["schema"], budget));
            }
            else
            {
                parameters.Add(new(
                    SchemaReader.TextIn(parameter, "name") ?? "(no name)",
                    SchemaReader.TextIn(parameter, "in") ?? "?",
                    _schemas.Type(parameter["schema"] ?? (parameter["content"]?.Fields is [var content, ..] ? content.Value["schema"] : null) ?? (_isSwagger ? parameter : null)),
                    SchemaReader.IsTrue(parameter, "required"),
                    SchemaReader.IsTrue(parameter, "deprecated"),
                    SchemaReader.TextIn(parameter, "description")));
            }
        }

        if (_refs.Follow(operation["requestBody"]) is { } request)
        {
            Contents(SchemaReader.IsTrue(request, "required") ? "Request body" : "Request body, optional", request, bodies, budget);
        }

        foreach (var response in operation["responses"]?.Fields ?? [])
        {
            var target = _refs.Follow(response.Value);
            if (target is null)
            {
                bodies.Add(new(response.Name, null, $"{LocalRefs.TextOf(response.Value) ?? "Nothing"} is not in this document.", [], false));
            }
            else if (_isSwagger)
            {
                bodies.Add(Body(response.Name, SchemaReader.TextIn(target, "description"), null, target["schema"], budget));
            }
            else
            {
                Contents(response.Name, target, bodies, budget);
            }
        }

        return new(_heads[index], SchemaReader.TextIn(operation, "description"), parameters, bodies);
    }

    public override SchemaView? Schema(string name, RowBudget budget)
    {
        if (_refs.At((_isSwagger ? "#/definitions/" : "#/components/schemas/") + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal).Replace("%", "%25", StringComparison.Ordinal)) is not { } schema)
        {
            return null;
        }

        var (rows, isCut) = _schemas.Read(schema, budget);
        return new(name, "schema", SchemaReader.TextIn(schema, "description"), rows, isCut, schema.Line);
    }

    private void Add(string address, DescriptorNode item, Anchors anchors)
    {
        if (_refs.Follow(item) is not { Kind: NodeKind.Map } path)
        {
            return;
        }

        foreach (var field in path.Fields)
        {
            if (Array.IndexOf(Methods, field.Name) >= 0 && field.Value.Kind == NodeKind.Map)
            {
                _heads.Add(new(
                    anchors.Of(SchemaReader.TextIn(field.Value, "operationId") ?? $"{field.Name}-{address.Trim('/')}"),
                    field.Name.ToUpperInvariant(),
                    address,
                    field.Value["tags"] is { Kind: NodeKind.List, Items: [{ Kind: NodeKind.Text } tag, ..] } ? tag.Text : null,
                    SchemaReader.TextIn(field.Value, "summary") ?? SchemaReader.TextIn(path, "summary"),
                    SchemaReader.IsTrue(field.Value, "deprecated"),
                    field.Line));
                _nodes.Add((path, field.Value));
            }
        }
    }

    // An operation's own parameter replaces the path's of the same name and place.
    private IEnumerable<DescriptorNode> Parameters(DescriptorNode path, DescriptorNode operation)
        => (operation["parameters"]?.Items ?? []).Concat(path["parameters"]?.Items ?? [])
            .Select(_refs.Follow).OfType<DescriptorNode>().Where(p => p.Kind == NodeKind.Map)
            .DistinctBy(p => (SchemaReader.TextIn(p, "in"), SchemaReader.TextIn(p, "name")));

    private void Contents(string title, DescriptorNode holder, List<BodyView> bodies, RowBudget budget)
    {
        var description = SchemaReader.TextIn(holder, "description");
        var contents = holder["content"]?.Fields ?? [];
        if (contents.Count == 0)
        {
            bodies.Add(new(title, null, description, [], false));
        }

        foreach (var content in contents)
        {
            bodies.Add(Body(title, description, content.Name, content.Value["schema"], budget));
        }
    }

    private BodyView Body(string title, string? description, string? mediaType, DescriptorNode? schema, RowBudget budget)
    {
        var (rows, isCut) = _schemas.Read(schema, budget);
        return new(title, mediaType, description, rows, isCut);
    }
}

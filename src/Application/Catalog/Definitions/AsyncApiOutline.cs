namespace Portal.Application.Catalog.Definitions;

/// <summary>AsyncAPI 2 and 3: who sends or receives which messages through which channel.</summary>
/// <remarks>Source: AsyncAPI Specification 2.6.0 and 3.0.0.</remarks>
internal sealed class AsyncApiOutline : DefinitionOutline
{
    private readonly LocalRefs _refs;
    private readonly SchemaReader _schemas;
    private readonly DescriptorNode? _named;
    private readonly List<OperationHead> _heads = [];
    private readonly List<(DescriptorNode Operation, DescriptorNode? Channel, IReadOnlyList<DescriptorNode> Messages)> _nodes = [];

    public AsyncApiOutline(DescriptorNode root, LocalRefs refs)
    {
        (_refs, _schemas, _named) = (refs, new SchemaReader(refs), root["components"]?["schemas"]);
        var anchors = new Anchors();
        if (root["operations"] is { Kind: NodeKind.Map } operations)
        {
            foreach (var field in operations.Fields)
            {
                Third(field, anchors);
            }
        }

        foreach (var channel in root["channels"]?.Fields ?? [])
        {
            Second(channel, anchors);
        }
    }

    public override IReadOnlyList<OperationHead> Operations => _heads;

    public override IReadOnlyList<string> SchemaNames => [.. (_named?.Fields ?? []).Select(f => f.Name)];

    public static IReadOnlyList<DefinitionServer> ServersOf(DescriptorNode root)
        => [.. (root["servers"]?.Fields ?? []).Where(f => f.Value.Kind == NodeKind.Map).Select(f => new DefinitionServer(
            SchemaReader.TextIn(f.Value, "url") ?? $"{SchemaReader.TextIn(f.Value, "host")}{SchemaReader.TextIn(f.Value, "pathname")}",
            SchemaReader.TextIn(f.Value, "protocol"),
            SchemaReader.TextIn(f.Value, "description") ?? f.Name))];

    public override OperationView Details(int index, RowBudget budget)
    {
        var (operation, channel, messages) = _nodes[index];
        List<ParameterView> parameters = [];
        foreach (var field in channel?["parameters"]?.Fields ?? [])
        {
            if (_refs.Follow(field.Value) is { } parameter)
            {
                parameters.Add(new(field.Name, "channel", parameter["schema"] is { } schema ? _schemas.Type(schema) : new("string", null), Required: true, Deprecated: false, SchemaReader.TextIn(parameter, "description")));
            }
        }

        List<BodyView> bodies = [];
        foreach (var message in messages)
        {
            Message(message, bodies, budget);
        }

        return new(_heads[index], SchemaReader.TextIn(operation, "description") ?? SchemaReader.TextIn(channel, "description"), parameters, bodies);
    }

    public override SchemaView? Schema(string name, RowBudget budget)
    {
        if (_named?[name] is not { } schema)
        {
            return null;
        }

        var (rows, isCut) = _schemas.Read(schema, budget);
        return new(name, "schema", SchemaReader.TextIn(schema, "description"), rows, isCut, schema.Line);
    }

    // Version 2: the channel holds what others do, so subscribe means that this application sends.
    private void Second(DescriptorField field, Anchors anchors)
    {
        if (_refs.Follow(field.Value) is not { } channel)
        {
            return;
        }

        foreach (var action in channel.Fields.Where(f => f.Name is "publish" or "subscribe" && f.Value.Kind == NodeKind.Map))
        {
            var message = action.Value["message"];
            IReadOnlyList<DescriptorNode> messages = _refs.Follow(message)?["oneOf"]?.Items ?? (message is null ? [] : [message]);
            Add(action.Name, field.Name, action, channel, messages, SchemaReader.TextIn(action.Value, "operationId"), anchors);
        }
    }

    private void Third(DescriptorField field, Anchors anchors)
    {
        if (_refs.Follow(field.Value) is not { Kind: NodeKind.Map } operation)
        {
            return;
        }

        var channel = _refs.Follow(operation["channel"]);
        var address = SchemaReader.TextIn(channel, "address") ?? (LocalRefs.TextOf(operation["channel"]) is { } reference ? LocalRefs.NameOf(reference) : "(no channel)");
        var messages = operation["messages"]?.Items ?? [.. (channel?["messages"]?.Fields ?? []).Select(f => f.Value)];
        Add(SchemaReader.TextIn(operation, "action") ?? "?", address, field with { Value = operation }, channel, messages, field.Name, anchors);
    }

    private void Add(string verb, string address, DescriptorField field, DescriptorNode? channel, IReadOnlyList<DescriptorNode> messages, string? id, Anchors anchors)
    {
        var summary = SchemaReader.TextIn(field.Value, "summary") ?? SchemaReader.TextIn(field.Value, "title")
            ?? (messages.Count > 0 ? SchemaReader.TextIn(_refs.Follow(messages[0]), "summary") : null);
        _heads.Add(new(anchors.Of(id ?? $"{verb}-{address}"), verb, address, null, summary, SchemaReader.IsTrue(field.Value, "deprecated"), field.Line));
        _nodes.Add((field.Value, channel, messages));
    }

    private void Message(DescriptorNode node, List<BodyView> bodies, RowBudget budget)
    {
        var reference = LocalRefs.TextOf(node);
        if (_refs.Follow(node) is not { } message)
        {
            bodies.Add(new("Message", null, $"{reference} is not in this document.", [], false));
            return;
        }

        var name = SchemaReader.TextIn(message, "title") ?? SchemaReader.TextIn(message, "name") ?? (reference is null ? "Message" : LocalRefs.NameOf(reference));
        var description = SchemaReader.TextIn(message, "description") ?? SchemaReader.TextIn(message, "summary");
        foreach (var (title, part) in new[] { ($"{name}, headers", message["headers"]), (name, message["payload"]) })
        {
            if (part is null)
            {
                continue;
            }

            // Version 3 may wrap the schema together with the name of its language.
            var format = SchemaReader.TextIn(part, "schemaFormat") ?? SchemaReader.TextIn(message, "schemaFormat");
            var schema = part["schemaFormat"] is null ? part : part["schema"];
            var isJson = format is null || format.Contains("asyncapi", StringComparison.OrdinalIgnoreCase) || format.Contains("schema+json", StringComparison.OrdinalIgnoreCase) || format.Contains("schema+yaml", StringComparison.OrdinalIgnoreCase);
            var (rows, isCut) = isJson ? _schemas.Read(schema, budget) : ([], false);
            bodies.Add(new(title, SchemaReader.TextIn(message, "contentType"), isJson ? description : $"{description} Its schema is written in {format}; see the text.".Trim(), rows, isCut));
        }

        if (message["payload"] is null)
        {
            bodies.Add(new(name, SchemaReader.TextIn(message, "contentType"), description, [], false));
        }
    }
}

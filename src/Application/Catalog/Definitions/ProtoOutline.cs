namespace Portal.Application.Catalog.Definitions;

/// <summary>What a Protocol Buffers file offers: the methods of its services as operations, messages and enums by name.</summary>
/// <remarks>Source: Protocol Buffers language guide, proto2, proto3 and editions.</remarks>
internal sealed class ProtoOutline : DefinitionOutline
{
    private readonly ProtoReader _reader;
    private readonly Dictionary<string, SchemaView> _messages = new(StringComparer.Ordinal);

    private ProtoOutline(ProtoReader reader)
    {
        _reader = reader;
        foreach (var message in reader.Messages)
        {
            _messages.TryAdd(message.Name, message);
        }
    }

    public override IReadOnlyList<OperationHead> Operations => _reader.Heads;

    public override IReadOnlyList<string> SchemaNames => [.. _messages.Keys];

    public static ProtoOutline Read(string text)
    {
        var reader = new ProtoReader(text, new Anchors().Of);
        reader.Read();
        return new(reader) { Format = reader.Syntax is { } syntax ? $"gRPC ({syntax})" : "gRPC", Text = text, Syntax = TextSyntax.Proto, Title = reader.Package, Problems = reader.Problems };
    }

    public override OperationView Details(int index, RowBudget budget)
    {
        var (head, request, reply) = (_reader.Heads[index], _reader.Requests[index], _reader.Replies[index]);
        return new(head, null, [], [Body("Request", request), Body("Reply", reply)]);

        BodyView Body(string title, ProtoSide side)
        {
            var name = Find(side.Type);
            SchemaRow row = new(0, "", new(side.Type, name), Required: false, Deprecated: false, null, IsFolded: false);
            return new(side.IsStream ? title + ", a stream" : title, null, null, [row, .. name is null ? [] : _messages[name].Rows.Where(_ => budget.Take()).Select(r => r with { Depth = r.Depth + 1, Type = r.Type with { Schema = Find(r.Type.Schema) } })], IsCut: false);
        }
    }

    public override SchemaView? Schema(string name, RowBudget budget)
        => _messages.TryGetValue(name, out var message) ? message with { Rows = [.. message.Rows.Select(r => r with { Type = r.Type with { Schema = Find(r.Type.Schema) } })] } : null;

    // A type may be named with its package or only by its end.
    private string? Find(string? type)
    {
        if (type is null)
        {
            return null;
        }

        var name = type.TrimStart('.');
        if (_reader.Package is { Length: > 0 } package && name.StartsWith(package + ".", StringComparison.Ordinal))
        {
            name = name[(package.Length + 1)..];
        }

        return _messages.ContainsKey(name) ? name : _reader.FullNames.GetValueOrDefault(name);
    }
}

/// <summary>One side of a method.</summary>
internal sealed record ProtoSide(string Type, bool IsStream);

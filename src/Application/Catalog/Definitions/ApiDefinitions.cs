using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Portal.Application.Catalog.Definitions;

/// <summary>The definitions of APIs, each read once for as long as snapshots hold it. Nothing that a definition names is ever fetched.</summary>
public sealed class ApiDefinitions(IDescriptorReader reader)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // By the bytes of spec: a new snapshot may hold copies of an entity, which share them.
    private readonly ConditionalWeakTable<byte[], DefinitionOutline> _known = [];

    /// <returns>Null when the entity has no definition at hand.</returns>
    internal DefinitionOutline? Of(CatalogEntity entity)
    {
        if (entity.Ref.Kind != "api" || !MemoryMarshal.TryGetArray(entity.SpecUtf8, out var spec))
        {
            return null;
        }

        return _known.TryGetValue(spec.Array!, out var known) ? known
            : TextOf(entity) is { } text ? _known.GetValue(spec.Array!, _ => Read(text, entity.Type))
            : null;
    }

    /// <summary>Reads a definition, whatever it is; never throws for what the text says.</summary>
    /// <param name="type">spec.type; the text itself decides where it says what it is.</param>
    internal DefinitionOutline Read(string text, string? type)
    {
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        var head = text.AsSpan(0, Math.Min(text.Length, 4000));
        return type?.ToLowerInvariant() switch
        {
            "graphql" when !LooksLikeJson(head) => GraphQlOutline.Read(text),
            "grpc" or "proto" or "protobuf" when !LooksLikeJson(head) => ProtoOutline.Read(text),
            "openapi" or "swagger" or "asyncapi" => Structured(text, type, isSure: true),
            _ when head.Contains("syntax = \"proto", StringComparison.Ordinal) => ProtoOutline.Read(text),
            _ when head.Contains("type Query", StringComparison.Ordinal) => GraphQlOutline.Read(text),
            _ => Structured(text, type, isSure: false),
        };
    }

    private static bool LooksLikeJson(ReadOnlySpan<char> head) => head.TrimStart() is ['{' or '[', ..];

    // Wrong types and places make the reader leave things out; they do not make it fail.
    private DefinitionOutline Structured(string text, string? type, bool isSure)
    {
        var (root, error, syntax) = Parse(text);
        if (root is not { Kind: NodeKind.Map })
        {
            List<EntityError> problems = !isSure ? []
                : error is { } broken ? [broken with { Location = "", Line = Math.Min(broken.Line, TextWindows.CountLines(text)) }] // what is not closed ends behind the last line
                : [new("", root?.Line ?? 1, root?.Column ?? 1, "A definition must be a map of fields.", $"Start it with {(type == "asyncapi" ? "asyncapi: 3.0.0" : "openapi: 3.1.0")}.")];
            return new TextOutline { Format = isSure ? Words(type!) : "text", Text = text, Syntax = isSure || root is not null ? syntax : TextSyntax.None, Problems = problems };
        }

        var info = root["info"];
        var version = SchemaReader.TextIn(root, "openapi") ?? SchemaReader.TextIn(root, "swagger") ?? SchemaReader.TextIn(root, "asyncapi");
        var isAsync = root["asyncapi"] is not null;
        if (version is null)
        {
            return new TextOutline
            {
                Format = isSure ? Words(type!) : "text",
                Text = text,
                Syntax = syntax,
                Problems = isSure ? [new("", root.Line, root.Column, "It does not say which format it has: openapi, swagger or asyncapi is missing at the top.", $"Add {(type == "asyncapi" ? "asyncapi: 3.0.0" : "openapi: 3.1.0")} as its first line.")] : [],
            };
        }

        var refs = new LocalRefs(root);
        var (wrong, external) = refs.Check(hasAliases: syntax == TextSyntax.Yaml);
        List<EntityError> found = [.. wrong];
        foreach (var name in isAsync ? new[] { "channels", "operations" } : ["paths", "webhooks"])
        {
            if (root[name] is { Kind: not NodeKind.Map } odd)
            {
                found.Add(new("", odd.Line, odd.Column, $"{name} must be a map; it is {DescriptorValidator.Words(odd.Kind)}.", "Write its entries below it, indented."));
            }
        }

        IReadOnlyList<string> remarks = external == 0 ? [] : [external == 1 ? "One reference leads to another document; the portal does not follow it." : $"{external} references lead to other documents; the portal does not follow them."];
        var format = $"{(isAsync ? "AsyncAPI" : root["swagger"] is null ? "OpenAPI" : "Swagger")} {version}";
        var (title, number, about) = (SchemaReader.TextIn(info, "title"), SchemaReader.TextIn(info, "version"), SchemaReader.TextIn(info, "description"));
        return isAsync
            ? new AsyncApiOutline(root, refs) { Format = format, Text = text, Syntax = syntax, Title = title, Version = number, Description = about, Servers = AsyncApiOutline.ServersOf(root), Problems = found, Remarks = remarks }
            : new OpenApiOutline(root, refs) { Format = format, Text = text, Syntax = syntax, Title = title, Version = number, Description = about, Servers = OpenApiOutline.ServersOf(root), Problems = found, Remarks = remarks };
    }

    private (DescriptorNode? Root, EntityError? Error, TextSyntax Syntax) Parse(string text)
    {
        EntityError? jsonError = null;
        var isJson = LooksLikeJson(text);
        if (isJson && JsonTree.Read(text, out jsonError) is { } json)
        {
            return (json, null, TextSyntax.Json);
        }

        // YAML may begin with a brace, too; when it is not that either, JSON's complaint is the useful one.
        var document = reader.Read(text, "") is [var only, ..] ? only : null;
        return document?.Root is { } root
            ? (root, null, TextSyntax.Yaml)
            : (null, jsonError ?? (document?.Errors is [var first, ..] ? first : new("", 1, 1, "The definition is empty.", "Write it below spec.definition, or name its file by $text.")), isJson ? TextSyntax.Json : TextSyntax.Yaml);
    }

    private static string Words(string type) => type.ToLowerInvariant() switch { "asyncapi" => "AsyncAPI", "swagger" => "Swagger", _ => "OpenAPI" };

    /// <returns>The text of an API's definition; null when it is not at hand.</returns>
    internal static string? TextOf(CatalogEntity entity)
    {
        if (entity.Ref.Kind != "api" || entity.Spec.ValueKind != JsonValueKind.Object || !entity.Spec.TryGetProperty("definition", out var definition))
        {
            return null;
        }

        return definition.ValueKind switch
        {
            JsonValueKind.String => definition.GetString(),
            JsonValueKind.Object when definition.TryGetProperty("$text", out _) => null, // on a host that is not read
            JsonValueKind.Object or JsonValueKind.Array => JsonSerializer.Serialize(definition, Indented),
            _ => definition.GetRawText(),
        };
    }

    /// <summary>Size as it is stored and sent.</summary>
    internal static long BytesOf(string text) => Encoding.UTF8.GetByteCount(text);
}

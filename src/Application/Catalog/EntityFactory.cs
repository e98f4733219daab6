using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>Makes the catalog's record of a document that <see cref="DescriptorValidator"/> accepted.</summary>
public static class EntityFactory
{
    private static readonly Dictionary<string, string> NoTexts = new(StringComparer.Ordinal);

    /// <param name="root">A valid document, placeholders resolved.</param>
    /// <param name="source">Where it was read.</param>
    /// <param name="raw">Its text.</param>
    /// <param name="kinds">The kinds it was accepted with; null: the built-in ones.</param>
    public static CatalogEntity Create(DescriptorNode root, EntitySource source, string? raw, KindRegistry? kinds = null)
        => Create(root, source, raw, kinds ?? KindRegistry.BuiltIn, root["spec"]?.ToJsonUtf8());

    /// <summary>The same from the JSON that was stored of it.</summary>
    /// <param name="json">What <see cref="DescriptorNode.ToJsonText"/> wrote of a valid document.</param>
    public static CatalogEntity FromStored(string json, EntitySource source, string? raw, KindRegistry kinds)
    {
        if (StoredEntity.TryRead(json, source, raw, kinds) is { } entity)
        {
            return entity;
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return Create(DescriptorNode.FromJson(document.RootElement), source, raw, kinds);
    }

    private static CatalogEntity Create(DescriptorNode root, EntitySource source, string? raw, KindRegistry known, byte[]? specUtf8)
    {
        var metadata = root["metadata"]!;
        var spec = root["spec"];
        var kind = root["kind"]!.Text;
        var ns = metadata["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        var name = metadata["name"]!.Text;
        var schema = known.Find(kind);
        return new CatalogEntity
        {
            Ref = new EntityRef(kind, ns, name),
            Kind = kind,
            ApiVersion = root["apiVersion"]!.Text,
            Namespace = ns,
            Name = name,
            Title = metadata["title"]?.Text,
            ProfileName = spec?["profile"]?["displayName"]?.Text,
            Description = metadata["description"]?.Text,
            Labels = TextMap(metadata["labels"]),
            Annotations = TextMap(metadata["annotations"]),
            Tags = [.. (metadata["tags"]?.Items ?? []).Select(t => t.Text)],
            Links = [.. (metadata["links"]?.Items ?? []).Select(l => new EntityLink(l["url"]!.Text, l["title"]?.Text, l["icon"]?.Text, l["type"]?.Text))],
            Type = Word(spec?["type"]),
            Lifecycle = Word(spec?["lifecycle"]),
            Owner = schema?.HasOwner != false ? EntityRelations.Single(spec?["owner"], "group", ns) : null,
            System = schema?.HasSystem == true ? EntityRelations.Single(spec?["system"], "system", ns) : null,
            SpecUtf8 = specUtf8 ?? [.. "{}"u8],
            Declares = EntityRelations.Of(root, known, new Findings(source.Location)),
            Sources = [source],
            Raw = raw,
        };
    }

    private static string? Word(DescriptorNode? node) => node is { Kind: NodeKind.Text } ? node.Text : null;

    private static Dictionary<string, string> TextMap(DescriptorNode? map)
        => map is { Fields.Count: > 0 } ? map.Fields.ToDictionary(f => f.Name, f => f.Value.Text, StringComparer.Ordinal) : NoTexts;
}

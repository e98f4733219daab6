namespace Portal.Application.Catalog;

/// <summary>Makes the catalog's record of a document that <see cref="DescriptorValidator"/> accepted.</summary>
public static class EntityFactory
{
    private static readonly Dictionary<string, string> NoTexts = new(StringComparer.Ordinal);

    /// <param name="root">A valid document, placeholders resolved.</param>
    /// <param name="source">Where it was read.</param>
    /// <param name="raw">Its text.</param>
    public static CatalogEntity Create(DescriptorNode root, EntitySource source, string? raw)
    {
        var metadata = root["metadata"]!;
        var spec = root["spec"];
        var kind = root["kind"]!.Text;
        var ns = metadata["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        var name = metadata["name"]!.Text;
        var owned = kind is not ("User" or "Group" or "Location");
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
            Owner = owned ? EntityRelations.Single(spec?["owner"], "group", ns) : null,
            System = kind is "Component" or "API" or "Resource" ? EntityRelations.Single(spec?["system"], "system", ns) : null,
            SpecUtf8 = spec is null ? "{}"u8.ToArray() : spec.ToJsonUtf8(),
            Declares = EntityRelations.Of(root, new Findings(source.Location)),
            Sources = [source],
            Raw = raw,
        };
    }

    private static string? Word(DescriptorNode? node) => node is { Kind: NodeKind.Text } ? node.Text : null;

    private static Dictionary<string, string> TextMap(DescriptorNode? map)
        => map is { Fields.Count: > 0 } ? map.Fields.ToDictionary(f => f.Name, f => f.Value.Text, StringComparer.Ordinal) : NoTexts;
}

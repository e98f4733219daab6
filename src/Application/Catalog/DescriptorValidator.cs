namespace Portal.Application.Catalog;

/// <summary>Whether a document is an entity, and if not, why and where.</summary>
/// <param name="Stage">Where it stopped: root-type, envelope, policy:SchemaValidEntityPolicy, policy:NoForeignRootFieldsEntityPolicy, policy:FieldFormatEntityPolicy, unknown-kind, kind, relations; null when valid.</param>
/// <param name="Errors">All errors of that stage.</param>
public sealed record DescriptorVerdict(string? Stage, IReadOnlyList<EntityError> Errors)
{
    public bool IsValid => Stage is null;
}

/// <summary>
/// Accepts exactly what a stock Backstage catalog accepts, and says in words what it does not. Later stages are only asked when the earlier ones
/// had nothing to say.
/// </summary>
public static class DescriptorValidator
{
    private static readonly DescriptorVerdict Valid = new(null, []);

    private static readonly (string Name, Action<DescriptorNode, KindRegistry, Findings> Check)[] Stages =
    [
        ("envelope", (root, _, found) => Envelope(root, found)),
        ("policy:SchemaValidEntityPolicy", (root, _, found) => MetadataShape(root, found)),
        ("policy:NoForeignRootFieldsEntityPolicy", (root, _, found) => RootFields(root, found)),
        ("policy:FieldFormatEntityPolicy", (root, _, found) => Formats(root, found)),
        ("unknown-kind", KnownKind),
        ("kind", (root, kinds, found) => SpecRules.Check(kinds.Find(root["kind"]!.Text)!, root, found)),
        ("relations", (root, kinds, found) => EntityRelations.Of(root, kinds, found)),
    ];

    /// <param name="kinds">The kinds there are; null: the built-in ones.</param>
    public static DescriptorVerdict Validate(DescriptorNode root, string file, KindRegistry? kinds = null)
    {
        if (root.Kind != NodeKind.Map)
        {
            return new("root-type", [new(file, root.Line, root.Column, $"A document must be a map of fields; this one is {Words(root.Kind)}.", "Start it with apiVersion:, kind: and metadata:.")]);
        }

        var known = kinds ?? KindRegistry.BuiltIn;
        var found = new Findings(file);
        foreach (var (name, check) in Stages)
        {
            check(root, known, found);
            if (found.Errors.Count > 0)
            {
                return new(name, found.Errors);
            }
        }

        return Valid;
    }

    internal static string Words(NodeKind kind) => kind switch
    {
        NodeKind.Map => "a map",
        NodeKind.List => "a list",
        NodeKind.Number => "a number",
        NodeKind.Bool => "true or false",
        NodeKind.Null => "empty",
        _ => "a text",
    };

    private static void Envelope(DescriptorNode root, Findings found)
    {
        Required(root, "apiVersion", "apiVersion", "backstage.io/v1alpha1", found);
        Required(root, "kind", "kind", "Component", found);
        if (root["metadata"] is not { } metadata)
        {
            found.Add(root, "metadata is missing.", "Add metadata: with a name: below it.");
        }
        else if (metadata.Kind != NodeKind.Map)
        {
            found.Add(metadata, $"metadata must be a map; it is {Words(metadata.Kind)}.", "Write the fields of metadata below it, indented by two spaces.");
        }
        else
        {
            Required(metadata, "name", "metadata.name", "my-service", found);
            if (metadata["namespace"] is { } ns)
            {
                found.NonEmptyText(ns, "metadata.namespace");
            }
        }
    }

    private static void Required(DescriptorNode map, string name, string path, string example, Findings found)
    {
        if (map[name] is { } value)
        {
            found.NonEmptyText(value, path);
        }
        else
        {
            found.Add(map, $"{path} is missing.", $"Add it, for instance {name}: {example}.");
        }
    }

    private static void MetadataShape(DescriptorNode root, Findings found)
    {
        var metadata = root["metadata"]!;
        for (var i = 0; i < metadata.Fields.Count; i++)
        {
            var (name, value) = (metadata.Fields[i].Name, metadata.Fields[i].Value);
            if (name is "description")
            {
                found.Text(value, "metadata.description");
            }
            else if (name is "uid" or "etag" or "title")
            {
                found.NonEmptyText(value, name switch { "uid" => "metadata.uid", "etag" => "metadata.etag", _ => "metadata.title" });
            }
        }

        TextMap(metadata, "labels", "metadata.labels", found);
        TextMap(metadata, "annotations", "metadata.annotations", found);
        if (metadata["tags"] is { } tags && found.Of(tags, NodeKind.List, "metadata.tags"))
        {
            for (var i = 0; i < tags.Items.Count; i++)
            {
                found.NonEmptyText(tags.Items[i], "an entry of metadata.tags");
            }
        }

        Links(metadata, found);
        if (root["spec"] is { } spec)
        {
            found.Of(spec, NodeKind.Map, "spec");
        }

        if (root["relations"] is { } relations)
        {
            found.Of(relations, NodeKind.List, "relations");
        }

        if (root["status"] is { } status)
        {
            found.Of(status, NodeKind.Map, "status");
        }
    }

    private static void TextMap(DescriptorNode metadata, string name, string path, Findings found)
    {
        if (metadata[name] is not { } map || !found.Of(map, NodeKind.Map, path))
        {
            return;
        }

        for (var i = 0; i < map.Fields.Count; i++)
        {
            var field = map.Fields[i];
            if (field.Name.Length > 0 && field.Value.Kind != NodeKind.Text)
            {
                found.Text(field.Value, $"{path}.{field.Name}");
            }
        }
    }

    private static void Links(DescriptorNode metadata, Findings found)
    {
        if (metadata["links"] is not { } links || !found.Of(links, NodeKind.List, "metadata.links"))
        {
            return;
        }

        for (var i = 0; i < links.Items.Count; i++)
        {
            var link = links.Items[i];
            if (!found.Of(link, NodeKind.Map, "an entry of metadata.links"))
            {
                continue;
            }

            if (link["url"] is null)
            {
                found.Add(link, "A link has no url.", "Add url: https://...");
            }

            for (var k = 0; k < link.Fields.Count; k++)
            {
                var field = link.Fields[k];
                if (field.Name is "url" or "title" or "icon" or "type")
                {
                    found.NonEmptyText(field.Value, field.Name switch { "url" => "links.url", "title" => "links.title", "icon" => "links.icon", _ => "links.type" });
                }
            }
        }
    }

    private static void RootFields(DescriptorNode root, Findings found)
    {
        for (var i = 0; i < root.Fields.Count; i++)
        {
            var field = root.Fields[i];
            if (field.Name is not ("apiVersion" or "kind" or "metadata" or "spec" or "relations" or "status"))
            {
                found.At(field.Line, field.Column, $"The field '{field.Name}' does not belong at the top.", "Move it below metadata or spec, or remove it.");
            }
        }
    }

    private static void Formats(DescriptorNode root, Findings found)
    {
        var metadata = root["metadata"]!;
        found.Format(root["apiVersion"]!, "apiVersion", FieldFormat.IsApiVersion, "for instance backstage.io/v1alpha1");
        found.Format(root["kind"]!, "kind", FieldFormat.IsKind, "a letter, then letters and digits, at most 63 characters");
        found.Format(metadata["name"]!, "metadata.name", FieldFormat.IsObjectName, "letters and digits, separated by any of - _ . and at most 63 characters");
        if (metadata["namespace"] is { } ns)
        {
            found.Format(ns, "metadata.namespace", FieldFormat.IsDnsLabel, "lower-case letters and digits, separated by -, at most 63 characters");
        }

        var labels = metadata["labels"]?.Fields ?? [];
        for (var i = 0; i < labels.Count; i++)
        {
            found.Key(labels[i], "label");
            if (!FieldFormat.IsLabelValue(labels[i].Value.Text))
            {
                found.Format(labels[i].Value, $"The label {labels[i].Name}", FieldFormat.IsLabelValue, "empty, or letters and digits, separated by any of - _ . and at most 63 characters; longer texts are annotations");
            }
        }

        var annotations = metadata["annotations"]?.Fields ?? [];
        for (var i = 0; i < annotations.Count; i++)
        {
            found.Key(annotations[i], "annotation");
        }

        var tags = metadata["tags"]?.Items ?? [];
        for (var i = 0; i < tags.Count; i++)
        {
            found.Format(tags[i], "A tag", FieldFormat.IsTag, "lower-case letters, digits and : + #, separated by -, at most 63 characters");
        }

        var links = metadata["links"]?.Items ?? [];
        for (var i = 0; i < links.Count; i++)
        {
            var link = links[i];
            found.Format(link["url"]!, "links.url", FieldFormat.IsUrl, "an absolute URL such as https://example.com/");
            if (link["title"] is { } title)
            {
                found.Format(title, "links.title", text => !string.IsNullOrWhiteSpace(text), "not blank");
            }

            if (link["icon"] is { } icon)
            {
                found.Format(icon, "links.icon", FieldFormat.IsObjectName, "letters and digits, separated by any of - _ . and at most 63 characters");
            }
        }
    }

    private static void KnownKind(DescriptorNode root, KindRegistry kinds, Findings found)
    {
        var (kind, version) = (root["kind"]!, root["apiVersion"]!);
        if (kinds.Find(kind.Text) is not { } schema)
        {
            var near = kinds.Names.FirstOrDefault(k => k.Equals(kind.Text, StringComparison.OrdinalIgnoreCase));
            found.Add(kind, $"The kind '{kind.Text}' is not known here.", near is null ? $"Use one of {string.Join(", ", kinds.Names)}." : $"Write {near}.");
        }
        else if (!schema.ApiVersions.Contains(version.Text, StringComparer.Ordinal))
        {
            found.Add(version, $"apiVersion '{version.Text}' is not known for the kind {kind.Text}.", $"Write {string.Join(" or ", schema.ApiVersions)}.");
        }
    }
}

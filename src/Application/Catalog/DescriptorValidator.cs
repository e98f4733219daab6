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
    public static DescriptorVerdict Validate(DescriptorNode root, string file)
    {
        if (root.Kind != NodeKind.Map)
        {
            return new("root-type", [new(file, root.Line, root.Column, $"A document must be a map of fields; this one is {Words(root.Kind)}.", "Start it with apiVersion:, kind: and metadata:.")]);
        }

        (string Name, Action<Findings> Check)[] stages =
        [
            ("envelope", found => Envelope(root, found)),
            ("policy:SchemaValidEntityPolicy", found => MetadataShape(root, found)),
            ("policy:NoForeignRootFieldsEntityPolicy", found => RootFields(root, found)),
            ("policy:FieldFormatEntityPolicy", found => Formats(root, found)),
            ("unknown-kind", found => KnownKind(root, found)),
            ("kind", found => SpecRules.Check(KindSchema.All[root["kind"]!.Text], root, found)),
            ("relations", found => EntityRelations.Of(root, found)),
        ];
        foreach (var (name, check) in stages)
        {
            var found = new Findings(file);
            check(found);
            if (found.Errors.Count > 0)
            {
                return new(name, found.Errors);
            }
        }

        return new(null, []);
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
        foreach (var (name, mayBeEmpty) in new[] { ("uid", false), ("etag", false), ("title", false), ("description", true) })
        {
            if (metadata[name] is { } value)
            {
                if (mayBeEmpty)
                {
                    found.Text(value, "metadata." + name);
                }
                else
                {
                    found.NonEmptyText(value, "metadata." + name);
                }
            }
        }

        TextMap(metadata, "labels", found);
        TextMap(metadata, "annotations", found);
        if (metadata["tags"] is { } tags && found.Of(tags, NodeKind.List, "metadata.tags"))
        {
            foreach (var tag in tags.Items)
            {
                found.NonEmptyText(tag, "an entry of metadata.tags");
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

    private static void TextMap(DescriptorNode metadata, string name, Findings found)
    {
        if (metadata[name] is not { } map || !found.Of(map, NodeKind.Map, "metadata." + name))
        {
            return;
        }

        foreach (var field in map.Fields.Where(f => f.Name.Length > 0))
        {
            found.Text(field.Value, $"metadata.{name}.{field.Name}");
        }
    }

    private static void Links(DescriptorNode metadata, Findings found)
    {
        if (metadata["links"] is not { } links || !found.Of(links, NodeKind.List, "metadata.links"))
        {
            return;
        }

        foreach (var link in links.Items)
        {
            if (!found.Of(link, NodeKind.Map, "an entry of metadata.links"))
            {
                continue;
            }

            if (link["url"] is null)
            {
                found.Add(link, "A link has no url.", "Add url: https://...");
            }

            foreach (var field in link.Fields.Where(f => f.Name is "url" or "title" or "icon" or "type"))
            {
                found.NonEmptyText(field.Value, "links." + field.Name);
            }
        }
    }

    private static void RootFields(DescriptorNode root, Findings found)
    {
        foreach (var field in root.Fields.Where(f => f.Name is not ("apiVersion" or "kind" or "metadata" or "spec" or "relations" or "status")))
        {
            found.At(field.Line, field.Column, $"The field '{field.Name}' does not belong at the top.", "Move it below metadata or spec, or remove it.");
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

        foreach (var label in metadata["labels"]?.Fields ?? [])
        {
            found.Key(label, "label");
            found.Format(label.Value, $"The label {label.Name}", FieldFormat.IsLabelValue, "empty, or letters and digits, separated by any of - _ . and at most 63 characters; longer texts are annotations");
        }

        foreach (var annotation in metadata["annotations"]?.Fields ?? [])
        {
            found.Key(annotation, "annotation");
        }

        foreach (var tag in metadata["tags"]?.Items ?? [])
        {
            found.Format(tag, "A tag", FieldFormat.IsTag, "lower-case letters, digits and : + #, separated by -, at most 63 characters");
        }

        foreach (var link in metadata["links"]?.Items ?? [])
        {
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

    private static void KnownKind(DescriptorNode root, Findings found)
    {
        var (kind, version) = (root["kind"]!, root["apiVersion"]!);
        if (!KindSchema.All.TryGetValue(kind.Text, out var schema))
        {
            var near = KindSchema.All.Keys.FirstOrDefault(k => k.Equals(kind.Text, StringComparison.OrdinalIgnoreCase));
            found.Add(kind, $"The kind '{kind.Text}' is not known here.", near is null ? $"Use one of {string.Join(", ", KindSchema.All.Keys)}." : $"Write {near}.");
        }
        else if (!schema.ApiVersions.Contains(version.Text, StringComparer.Ordinal))
        {
            found.Add(version, $"apiVersion '{version.Text}' is not known for the kind {kind.Text}.", $"Write {string.Join(" or ", schema.ApiVersions)}.");
        }
    }
}

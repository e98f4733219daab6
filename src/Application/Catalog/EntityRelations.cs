namespace Portal.Application.Catalog;

/// <summary>The relations that a descriptor declares, with itself as source.</summary>
/// <remarks>Source: Backstage's BuiltinKindsEntityProcessor; refs compare in lower case, and one relation to one target counts once.</remarks>
internal static class EntityRelations
{
    /// <param name="root">A document that passed the stages before; its kind is known.</param>
    /// <param name="found">Takes the refs that cannot be read.</param>
    public static IReadOnlyList<Relation> Of(DescriptorNode root, Findings found)
    {
        if (root["spec"] is not { } spec || !KindSchema.All.TryGetValue(root["kind"]!.Text, out var schema))
        {
            return [];
        }

        var ns = root["metadata"]!["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        List<Relation> relations = [];
        foreach (var field in schema.Relations)
        {
            if (spec[field.Name] is not { } value)
            {
                continue;
            }

            foreach (var item in value.Kind == NodeKind.List ? value.Items : [value])
            {
                if (EntityRef.TryParse(item.Text, field.DefaultKind, ns, out var target))
                {
                    var relation = new Relation(field.Type, target);
                    if (!relations.Contains(relation))
                    {
                        relations.Add(relation);
                    }
                }
                else
                {
                    found.Add(item, $"spec.{field.Name} holds \"{item.Text}\", which names no entity.", field.DefaultKind is null
                        ? $"Write the kind too, for instance component:{item.Text.TrimStart(':', '/')} or resource:{item.Text.TrimStart(':', '/')}."
                        : "Write [kind:][namespace/]name.");
                }
            }
        }

        return relations;
    }

    /// <summary>The ref a field of spec holds, or null.</summary>
    public static EntityRef? Single(DescriptorNode? value, string defaultKind, string ns)
        => value is { Kind: NodeKind.Text } && EntityRef.TryParse(value.Text, defaultKind, ns, out var reference) ? reference : null;
}

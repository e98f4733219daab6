namespace Portal.Application.Catalog;

/// <summary>The relations that a descriptor declares, with itself as source.</summary>
/// <remarks>Source: Backstage's BuiltinKindsEntityProcessor; refs compare in lower case, and one relation to one target counts once.</remarks>
internal static class EntityRelations
{
    /// <param name="root">A document that passed the stages before; its kind is known.</param>
    /// <param name="kinds">The kinds there are.</param>
    /// <param name="found">Takes the refs that cannot be read.</param>
    public static IReadOnlyList<Relation> Of(DescriptorNode root, KindRegistry kinds, Findings found)
    {
        if (root["spec"] is not { } spec || kinds.Find(root["kind"]!.Text) is not { } schema)
        {
            return [];
        }

        var ns = root["metadata"]!["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        List<Relation> relations = [];
        foreach (var field in schema.Relations)
        {
            Collect(spec, field.Name, field, ns, relations, found);
        }

        return relations.Count == 0 ? [] : relations.ToArray();
    }

    private static void Collect(DescriptorNode from, string path, RelationField field, string ns, List<Relation> relations, Findings found)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (from[dot < 0 ? path : path[..dot]] is not { } value)
        {
            return;
        }

        if (value.Kind != NodeKind.List)
        {
            Step(value, path, dot, field, ns, relations, found);
            return;
        }

        for (var i = 0; i < value.Items.Count; i++)
        {
            Step(value.Items[i], path, dot, field, ns, relations, found);
        }
    }

    private static void Step(DescriptorNode item, string path, int dot, RelationField field, string ns, List<Relation> relations, Findings found)
    {
        if (dot >= 0)
        {
            Collect(item, path[(dot + 1)..], field, ns, relations, found);
        }
        else if (EntityRef.TryParse(item.Text, field.DefaultKind, ns, out var target))
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

    /// <summary>Every ref that can be read, with the value that holds it and the field's name under spec.</summary>
    public static IEnumerable<(DescriptorNode Item, string Field, EntityRef Target)> Targets(DescriptorNode root, KindRegistry kinds)
    {
        if (root["spec"] is not { } spec || kinds.Find(root["kind"]!.Text) is not { } schema)
        {
            yield break;
        }

        var ns = root["metadata"]!["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        foreach (var field in schema.Relations)
        {
            foreach (var item in field.Name.Split('.').Aggregate<string, IEnumerable<DescriptorNode>>([spec], (nodes, name) => nodes.SelectMany(n => n[name] is not { } value ? [] : value.Kind == NodeKind.List ? value.Items : [value])))
            {
                if (EntityRef.TryParse(item.Text, field.DefaultKind, ns, out var target))
                {
                    yield return (item, field.Name, target);
                }
            }
        }
    }

    /// <summary>The ref a field of spec holds, or null.</summary>
    public static EntityRef? Single(DescriptorNode? value, string defaultKind, string ns)
        => value is { Kind: NodeKind.Text } && EntityRef.TryParse(value.Text, defaultKind, ns, out var reference) ? reference : null;
}

namespace Portal.Application.Catalog;

/// <summary>Checks spec against the schema of its kind.</summary>
internal static class SpecRules
{
    public static void Check(KindSchema schema, DescriptorNode root, Findings found)
    {
        if (schema.SpecSchema is not null)
        {
            CustomSpec.Check(schema, root, found);
            return;
        }

        if (root["spec"] is not { } spec)
        {
            found.Add(root, "spec is missing.", $"Add spec: with {RequiredWords(schema)}.");
            return;
        }

        foreach (var field in schema.Fields)
        {
            Check(field, spec, found);
        }

        if (schema.Kind == "Template")
        {
            Template(spec, found);
        }
    }

    private static void Check(SpecField field, DescriptorNode spec, Findings found)
    {
        var parent = spec;
        var name = field.Path;
        if (field.Path.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            if (spec[field.Path[..dot]] is not { Kind: NodeKind.Map } inner)
            {
                return; // absent, or already reported as the wrong type
            }

            (parent, name) = (inner, field.Path[(dot + 1)..]);
        }

        var path = field.FullPath;
        if (parent[name] is not { } value)
        {
            if (field.Required)
            {
                found.Add(parent, $"{path} is missing.", field.Type == NodeKind.List ? $"Add {name}: with its entries, or {name}: [] for none." : $"Add {name}: below spec.");
            }

            return;
        }

        if (field.Type == NodeKind.Text)
        {
            if (found.NonEmptyText(value, path) && field.OneOf is { } allowed && !allowed.Contains(value.Text, StringComparer.Ordinal))
            {
                found.Add(value, $"{path} is '{value.Text}'.", $"Write {string.Join(" or ", allowed)}.");
            }
        }
        else if (found.Of(value, field.Type, path) && field.ItemsAreText)
        {
            for (var i = 0; i < value.Items.Count; i++)
            {
                found.NonEmptyText(value.Items[i], field.ItemPath);
            }
        }
    }

    private static void Template(DescriptorNode spec, Findings found)
    {
        foreach (var step in spec["steps"]?.Items ?? [])
        {
            if (!found.Of(step, NodeKind.Map, "an entry of spec.steps"))
            {
                continue;
            }

            if (step["action"] is not { } action)
            {
                found.Add(step, "A step has no action.", "Add action:, for instance fetch:template.");
            }
            else
            {
                found.Text(action, "steps.action");
            }

            if (step["input"] is { } input)
            {
                found.Of(input, NodeKind.Map, "steps.input");
            }
        }

        if (spec["parameters"] is { } parameters)
        {
            if (parameters.Kind == NodeKind.List)
            {
                foreach (var page in parameters.Items)
                {
                    found.Of(page, NodeKind.Map, "an entry of spec.parameters");
                }
            }
            else
            {
                found.Of(parameters, NodeKind.Map, "spec.parameters");
            }
        }
    }

    private static string RequiredWords(KindSchema schema)
    {
        var required = schema.Fields.Where(f => f.Required).Select(f => f.Path + ":").ToList();
        return required.Count == 0 ? "its fields below it" : string.Join(", ", required) + " below it";
    }
}

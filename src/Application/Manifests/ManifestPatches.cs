using System.Globalization;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Applies strategic merges and JSON 6902 patches.</summary>
/// <remarks>Sources: Kubernetes documentation, "Update API objects in place using kubectl patch"; RFC 6902; merge keys: core/v1 patchMergeKey tags.</remarks>
internal static class ManifestPatches
{
    // The last field's name decides, as the same name has one meaning in a pod and in what holds one. Other lists are replaced whole.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["ephemeralContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["imagePullSecrets"] = "name",
        ["hostAliases"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey",
    };

    /// <param name="target">Null: the object that the patch itself names.</param>
    public static void Merge(List<ManifestObject> objects, ManifestNode patch, PatchTarget? target, ManifestRenderer renderer)
    {
        ManifestObject named = new(patch);
        if (patch.Kind != NodeKind.Map || (target is null && (named.Kind.Length == 0 || named.Name.Length == 0)))
        {
            throw new ManifestException(patch.Place, "A strategic merge patch without a target names kind and metadata.name.", "Add them, or a target.");
        }

        var hit = objects.Where(o => target?.Matches(o) ?? (o.Kind == named.Kind && o.IsNamed(named.Name))).ToList();
        if (hit.Count == 0 && target is null)
        {
            throw new ManifestException(patch.Place, $"The patch is for {named.Kind} {named.Name}, which no resource declares.", "Correct the name, or add the resource.");
        }

        foreach (var made in hit)
        {
            if (patch.TextOf("$patch") == "delete")
            {
                objects.Remove(made);
                continue;
            }

            var (kind, name) = (made.Kind, made.Root.At("metadata", "name"));
            made.Root = Map(made.Root, patch, "", renderer);
            if (made.Kind != kind || made.Name != name?.Text)
            {
                // With a target, the patch's own name stands for nothing.
                made.Root.Fields["kind"] = ManifestNode.OfText(kind, patch.Place);
                made.Root.MapAt("metadata", patch.Place).Fields["name"] = name!;
            }
        }
    }

    public static void Json(List<ManifestObject> objects, ManifestNode patch, PatchTarget target)
    {
        foreach (var made in objects.Where(target.Matches).ToList())
        {
            foreach (var operation in patch.Items)
            {
                JsonOperation.Apply(made, operation);
            }
        }
    }

    private static ManifestNode Map(ManifestNode old, ManifestNode patch, string field, ManifestRenderer renderer)
    {
        if (patch.TextOf("$patch") == "replace")
        {
            var whole = patch.Clone();
            whole.Fields.Remove("$patch");
            return whole;
        }

        foreach (var (name, value) in patch.Fields)
        {
            if (name.StartsWith('$'))
            {
                if (name != "$patch")
                {
                    renderer.Unsupported(name, value.Place, $"The portal does not work out the directive {name}.");
                }
            }
            else if (value.IsNull || (value.Kind == NodeKind.Map && value.TextOf("$patch") == "delete"))
            {
                old.Fields.Remove(name);
            }
            else
            {
                old.Fields[name] = Value(old[name], value, name, field, renderer);
            }
        }

        return old;
    }

    private static ManifestNode Value(ManifestNode? old, ManifestNode patch, string name, string parent, ManifestRenderer renderer)
    {
        if (patch.Kind == NodeKind.Map)
        {
            return Map(old is { Kind: NodeKind.Map } ? old : ManifestNode.Map(patch.Place), patch, name, renderer);
        }

        var key = Keys.GetValueOrDefault(name) ?? (name == "ports" ? PortKey(patch) : null);
        return patch.Kind == NodeKind.List && key is not null ? List(old, patch, name, key, renderer) : patch.Clone();
    }

    /// <summary>Ports of a container merge by containerPort, those of a Service by port.</summary>
    private static string PortKey(ManifestNode patch) => patch.Items.Exists(i => i["containerPort"] is not null) ? "containerPort" : "port";

    private static ManifestNode List(ManifestNode? old, ManifestNode patch, string name, string key, ManifestRenderer renderer)
    {
        if (patch.Items.Exists(i => i.TextOf("$patch") == "replace"))
        {
            var whole = patch.Clone();
            whole.Items.RemoveAll(i => i.TextOf("$patch") == "replace");
            return whole;
        }

        var merged = old is { Kind: NodeKind.List } ? old : ManifestNode.List(patch.Place);
        foreach (var item in patch.Items)
        {
            var id = item.TextOf(key);
            var at = id is null ? -1 : merged.Items.FindIndex(i => i.TextOf(key) == id);
            if (id is null)
            {
                throw new ManifestException(item.Place, $"An entry of {name} in a patch has no {key}, by which it is merged.", $"Add {key}.");
            }

            if (item.TextOf("$patch") == "delete")
            {
                merged.Items.RemoveAll(i => i.TextOf(key) == id);
            }
            else if (at < 0)
            {
                merged.Items.Add(item.Clone());
            }
            else
            {
                // env: value and valueFrom exclude each other.
                if (name == "env" && (item["value"] is not null || item["valueFrom"] is not null))
                {
                    merged.Items[at].Fields.Remove(item["value"] is not null ? "valueFrom" : "value");
                }

                merged.Items[at] = Map(merged.Items[at], item, name, renderer);
            }
        }

        return merged;
    }
}

/// <summary>One operation of a JSON 6902 patch.</summary>
internal static class JsonOperation
{
    public static void Apply(ManifestObject made, ManifestNode operation)
    {
        var name = operation.TextOf("op") ?? throw Wrong(operation, "An operation has no op.");
        var path = Steps(operation, "path");
        switch (name)
        {
            case "add" or "replace" or "test":
                var value = operation["value"] ?? throw Wrong(operation, $"The operation {name} has no value.");
                if (name == "test")
                {
                    if (Find(made, operation, path)?.SameAs(value) != true)
                    {
                        throw Wrong(operation, $"The test of {operation.TextOf("path")} in {made.Kind} {made.Name} fails.");
                    }
                }
                else
                {
                    Put(made, operation, path, value.Clone(), isNew: name == "add");
                }

                break;
            case "remove":
                Remove(made, operation, path);
                break;
            case "move" or "copy":
                var from = Steps(operation, "from");
                var moved = (Find(made, operation, from) ?? throw Missing(made, operation, operation.TextOf("from")!)).Clone();
                if (name == "move")
                {
                    Remove(made, operation, from);
                }

                Put(made, operation, path, moved, isNew: true);
                break;
            default:
                throw Wrong(operation, $"There is no operation {name}.");
        }
    }

    private static ManifestException Wrong(ManifestNode operation, string message) => new(operation.Place, message, "Operations are add, remove, replace, move, copy and test (RFC 6902).");

    private static ManifestException Missing(ManifestObject made, ManifestNode operation, string path)
        => new(operation.Place, $"{made.Kind} {made.Name} has nothing at {path}.", "Correct the path, or use add.");

    private static string[] Steps(ManifestNode operation, string field)
    {
        var text = operation.TextOf(field) ?? throw Wrong(operation, $"An operation has no {field}.");
        return text.StartsWith('/') ? [.. text[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw Wrong(operation, $"The {field} {text} does not begin with a slash.");
    }

    private static ManifestNode? Step(ManifestNode at, string step)
        => at.Kind == NodeKind.List ? int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.Items.Count ? at.Items[index] : null : at[step];

    private static ManifestNode? Find(ManifestObject made, ManifestNode operation, IEnumerable<string> path)
    {
        ManifestNode? at = made.Root;
        foreach (var step in path)
        {
            at = at is null ? null : Step(at, step);
        }

        return at;
    }

    private static void Put(ManifestObject made, ManifestNode operation, string[] path, ManifestNode value, bool isNew)
    {
        var shown = operation.TextOf("path")!;
        var parent = Find(made, operation, path[..^1]) ?? throw Missing(made, operation, shown);
        if (parent.Kind == NodeKind.List)
        {
            var index = path[^1] == "-" ? parent.Items.Count : int.TryParse(path[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (index < 0 || index > parent.Items.Count || (!isNew && index == parent.Items.Count))
            {
                throw Missing(made, operation, shown);
            }

            if (isNew)
            {
                parent.Items.Insert(index, value);
            }
            else
            {
                parent.Items[index] = value;
            }

            return;
        }

        if (parent.Kind != NodeKind.Map || (!isNew && parent[path[^1]] is null))
        {
            throw Missing(made, operation, shown);
        }

        parent.Fields[path[^1]] = value;
    }

    private static void Remove(ManifestObject made, ManifestNode operation, string[] path)
    {
        var shown = operation.TextOf("op") == "move" ? operation.TextOf("from")! : operation.TextOf("path")!;
        var parent = Find(made, operation, path[..^1]);
        if (parent is null || Step(parent, path[^1]) is null)
        {
            throw Missing(made, operation, shown);
        }

        if (parent.Kind == NodeKind.List)
        {
            parent.Items.RemoveAt(int.Parse(path[^1], CultureInfo.InvariantCulture));
        }
        else
        {
            parent.Fields.Remove(path[^1]);
        }
    }
}

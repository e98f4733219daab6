using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>One kustomization.yaml, in the order kustomize works through it.</summary>
/// <remarks>Source: kustomize api/internal/target, configureBuiltinTransformers: strategic merges, patches, namespace, prefix, suffix, labels, annotations, JSON 6902, replicas, images.</remarks>
internal sealed class Kustomization(ManifestRenderer renderer, ManifestNode root, string file, IReadOnlyList<string> chain)
{
    // They change nothing that is compared.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal) { "apiVersion", "kind", "metadata", "generatorOptions", "openapi", "crds", "validators", "sortOptions", "helmGlobals", "buildMetadata" };

    private static readonly HashSet<string> Supported = new(StringComparer.Ordinal)
    {
        "resources", "bases", "namespace", "namePrefix", "nameSuffix", "commonLabels", "labels", "commonAnnotations", "images", "replicas", "patches", "patchesStrategicMerge", "patchesJson6902",
        "configMapGenerator", "secretGenerator",
    };

    private static readonly Dictionary<string, string> Adding = new(StringComparer.Ordinal)
    {
        ["helmCharts"] = "Charts are not rendered: what they add is not known.",
        ["helmChartInflationGenerator"] = "Charts are not rendered: what they add is not known.",
        ["generators"] = "Generators are not run: what they add is not known.",
    };

    private readonly string _folder = RepositoryPath.Folder(file);
    private List<ManifestObject> _objects = [];

    public static bool IsFile(string path) => RepositoryPath.Name(path) is "kustomization.yaml" or "kustomization.yml" or "Kustomization";

    public async Task<List<ManifestObject>> BuildAsync(CancellationToken ct)
    {
        foreach (var (name, value) in root.Fields.Where(f => !Harmless.Contains(f.Key) && !Supported.Contains(f.Key) && !IsEmpty(f.Value)))
        {
            renderer.Unsupported(name, value.Place, Adding.GetValueOrDefault(name) ?? $"The portal does not work out {name}, which may change any object.", Adding.ContainsKey(name));
        }

        foreach (var resource in List("resources").Concat(List("bases")))
        {
            await ResourceAsync(resource, ct);
        }

        Generate("configMapGenerator", "ConfigMap");
        Generate("secretGenerator", "Secret");
        await PatchesAsync(ct);
        Namespace();
        ManifestNames.Change(_objects, root.TextOf("namePrefix") ?? "", root.TextOf("nameSuffix") ?? "", root.Place, renderer);
        Labels();
        foreach (var (name, value) in Map("commonAnnotations"))
        {
            ManifestLabels.Annotate(_objects, name, value);
        }

        foreach (var patch in List("patchesJson6902"))
        {
            await TargetedAsync(patch, ct);
        }

        Replicas();
        Images();
        return _objects;
    }

    private static bool IsEmpty(ManifestNode node) => node.IsNull || (node.Kind == NodeKind.List && node.Items.Count == 0) || (node.Kind == NodeKind.Map && node.Fields.Count == 0);

    private static bool IsRemote(string text)
        => text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.Ordinal) || text.StartsWith("github.com/", StringComparison.OrdinalIgnoreCase) || text.Contains("?ref=", StringComparison.Ordinal);

    private List<ManifestNode> List(string name) => root[name] switch
    {
        null or { Kind: NodeKind.Null } => [],
        { Kind: NodeKind.List } list => list.Items,
        var other => throw new ManifestException(other.Place, $"{name} is no list.", "Write one entry for each line, with a dash."),
    };

    private Dictionary<string, ManifestNode> Map(string name) => root[name] switch
    {
        null or { Kind: NodeKind.Null } => [],
        { Kind: NodeKind.Map } map => map.Fields,
        var other => throw new ManifestException(other.Place, $"{name} is no map.", "Write name: value pairs."),
    };

    private string Inside(ManifestNode entry, string what)
        => RepositoryPath.Join(_folder, entry.Text) ?? throw new ManifestException(entry.Place, $"The {what} {entry.Text} leaves the repository.", "Only files of the repository are read: copy it there.");

    private async Task ResourceAsync(ManifestNode entry, CancellationToken ct)
    {
        if (entry.Kind != NodeKind.Text)
        {
            throw new ManifestException(entry.Place, "A resource is the path of a file or folder.", "Write the path.");
        }

        if (IsRemote(entry.Text))
        {
            renderer.Unsupported($"remote resource {entry.Text}", entry.Place, "Other repositories are not read: what it adds is not known.", onlyAdds: true);
            return;
        }

        foreach (var made in await renderer.PathAsync(Inside(entry, "resource"), entry.Place, chain, ct))
        {
            if (_objects.Exists(o => o.Kind == made.Kind && o.Name == made.Name && o.Namespace == made.Namespace && GroupOf(o) == GroupOf(made)))
            {
                throw new ManifestException(entry.Place, $"{made.Kind} {made.Name} comes from two resources.", "Remove one of the two, or give it another name.");
            }

            _objects.Add(made);
        }
    }

    private static string GroupOf(ManifestObject made) => made.ApiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? made.ApiVersion[..slash] : "";

    /// <summary>Only names: what is in them comes from files that may be secret, and is not compared.</summary>
    private void Generate(string field, string kind)
    {
        foreach (var entry in List(field))
        {
            var name = entry.TextOf("name") ?? throw new ManifestException(entry.Place, $"An entry of {field} has no name.", "Add name.");
            if (entry.TextOf("behavior") is "merge" or "replace")
            {
                continue;
            }

            var node = ManifestNode.Map(entry.Place);
            node.Fields["apiVersion"] = ManifestNode.OfText("v1", entry.Place);
            node.Fields["kind"] = ManifestNode.OfText(kind, entry.Place);
            var meta = node.MapAt("metadata", entry.Place);
            meta.Fields["name"] = ManifestNode.OfText(name, entry.Place);
            if (entry.TextOf("namespace") is { } ns)
            {
                meta.Fields["namespace"] = ManifestNode.OfText(ns, entry.Place);
            }

            _objects.Add(new(node));
            renderer.Generated(name);
        }
    }

    private async Task PatchesAsync(CancellationToken ct)
    {
        foreach (var entry in List("patchesStrategicMerge"))
        {
            // Either the path of a file, or the patch itself.
            var isText = entry.Text.Contains('\n', StringComparison.Ordinal);
            var documents = isText ? renderer.Documents(entry.Text, file, entry.Place.Line) : await renderer.DocumentsAsync(Inside(entry, "patch"), entry.Place, ct);
            foreach (var patch in documents)
            {
                ManifestPatches.Merge(_objects, patch, null, renderer);
            }
        }

        foreach (var entry in List("patches"))
        {
            await TargetedAsync(entry, ct);
        }
    }

    private async Task TargetedAsync(ManifestNode entry, CancellationToken ct)
    {
        if (entry["options"] is { Fields.Count: > 0 } options)
        {
            renderer.Unsupported("patches.options", options.Place, "Patches that change a name or kind are not worked out.");
        }

        var target = PatchTarget.Of(entry["target"]);
        List<ManifestNode> documents = (entry.TextOf("patch"), entry["path"]) switch
        {
            ({ } text, _) => renderer.Documents(text, file, entry["patch"]!.Place.Line),
            (_, { } path) => await renderer.DocumentsAsync(Inside(path, "patch"), path.Place, ct),
            _ => throw new ManifestException(entry.Place, "A patch has neither patch nor path.", "Add one of them."),
        };
        foreach (var patch in documents)
        {
            if (patch.Kind == NodeKind.List)
            {
                ManifestPatches.Json(_objects, patch, target ?? throw new ManifestException(patch.Place, "A JSON 6902 patch needs a target.", "Add target with kind and name."));
            }
            else
            {
                ManifestPatches.Merge(_objects, patch, target, renderer);
            }
        }
    }

    private void Namespace()
    {
        if (root["namespace"] is not { Kind: NodeKind.Text or NodeKind.Number } ns)
        {
            return;
        }

        foreach (var made in _objects)
        {
            if (made.HasNamespace)
            {
                made.Root.MapAt("metadata", ns.Place).Fields["namespace"] = ns;
            }
            else if (made.Kind == "Namespace" && made.Root["metadata"] is { } meta)
            {
                meta.Fields["name"] = ns;
            }
        }
    }

    private void Labels()
    {
        // commonLabels come after labels, and reach selectors and templates.
        foreach (var entry in List("labels"))
        {
            var selectors = entry.TextOf("includeSelectors") is "true";
            var templates = selectors || entry.TextOf("includeTemplates") is "true";
            if (entry["fields"] is { Items.Count: > 0 } fields)
            {
                renderer.Unsupported("labels.fields", fields.Place, "Labels in fields of one's own are not worked out.");
            }

            foreach (var (name, value) in entry["pairs"]?.Fields ?? [])
            {
                ManifestLabels.Label(_objects, name, value, selectors, templates);
            }
        }

        foreach (var (name, value) in Map("commonLabels"))
        {
            ManifestLabels.Label(_objects, name, value, selectors: true, templates: true);
        }
    }

    private void Replicas()
    {
        foreach (var entry in List("replicas"))
        {
            var count = entry["count"] ?? throw new ManifestException(entry.Place, "An entry of replicas has no count.", "Add count.");
            foreach (var made in _objects.Where(o => o.Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" && o.IsNamed(entry.TextOf("name") ?? "")))
            {
                made.Root.MapAt("spec", entry.Place).Fields["replicas"] = count;
            }
        }
    }

    private void Images()
    {
        foreach (var entry in List("images"))
        {
            var name = entry.TextOf("name") ?? throw new ManifestException(entry.Place, "An entry of images has no name.", "Add name: the image as the manifests write it, without tag.");
            foreach (var container in _objects.SelectMany(o => o.Template?["spec"] is { } spec ? new[] { spec["initContainers"], spec["containers"] } : []).SelectMany(l => l?.Items ?? []))
            {
                if (container.TextOf("image") is { } image && ImageName.Parse(image) is var now && now.Repository == name)
                {
                    var (tag, digest) = (entry.TextOf("newTag"), entry.TextOf("digest"));
                    var repository = entry.TextOf("newName") ?? now.Repository;
                    var changed = digest is not null ? $"{repository}{(tag is null ? "" : ":" + tag)}@{digest}" : tag is not null ? $"{repository}:{tag}"
                        : repository + (now.Tag is null ? "" : ":" + now.Tag) + (now.Digest is null ? "" : "@" + now.Digest);
                    container.Fields["image"] = ManifestNode.OfText(changed, (entry["newTag"] ?? entry["digest"] ?? entry["newName"] ?? entry).Place);
                }
            }
        }
    }
}

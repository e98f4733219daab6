using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Prefixes and suffixes of names, and the references that follow them.</summary>
internal static class ManifestNames
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "CustomResourceDefinition", "APIService", "Namespace" };

    public static void Change(List<ManifestObject> objects, string prefix, string suffix, GitPlace place, ManifestRenderer renderer)
    {
        if (prefix.Length == 0 && suffix.Length == 0)
        {
            return;
        }

        Dictionary<(string Kind, string Name), string> renamed = [];
        foreach (var made in objects.Where(o => !Kept.Contains(o.Kind)))
        {
            var (old, name) = (made.Name, prefix + made.Name + suffix);
            renamed[(made.Kind, old)] = name;
            made.FormerNames.Add(old);
            made.Root.MapAt("metadata", place).Fields["name"] = ManifestNode.OfText(name, made.Root.At("metadata", "name")!.Place);
            if (made.Kind is "ConfigMap" or "Secret" && renderer.IsGenerated(old))
            {
                renderer.Generated(name);
            }
        }

        foreach (var made in objects)
        {
            if (made.Kind == "HorizontalPodAutoscaler" && made.Root.At("spec", "scaleTargetRef") is { } target)
            {
                Follow(target, "name", target.TextOf("kind") ?? "");
            }

            if (made.Template?["spec"] is { } spec)
            {
                Pod(spec);
            }
        }

        void Pod(ManifestNode spec)
        {
            foreach (var container in (spec["containers"]?.Items ?? []).Concat(spec["initContainers"]?.Items ?? []))
            {
                foreach (var source in container["envFrom"]?.Items ?? [])
                {
                    Follow(source["configMapRef"], "name", "ConfigMap");
                    Follow(source["secretRef"], "name", "Secret");
                }

                foreach (var from in (container["env"]?.Items ?? []).Select(e => e["valueFrom"]))
                {
                    Follow(from?["configMapKeyRef"], "name", "ConfigMap");
                    Follow(from?["secretKeyRef"], "name", "Secret");
                }
            }

            foreach (var volume in (spec["volumes"]?.Items ?? []).SelectMany(v => (v.At("projected", "sources")?.Items ?? []).Prepend(v)))
            {
                Follow(volume["configMap"], "name", "ConfigMap");
                Follow(volume["secret"], "secretName", "Secret");
                Follow(volume["secret"], "name", "Secret");
                Follow(volume["persistentVolumeClaim"], "claimName", "PersistentVolumeClaim");
            }
        }

        void Follow(ManifestNode? at, string field, string kind)
        {
            if (at?.TextOf(field) is { } old && renamed.TryGetValue((kind, old), out var name))
            {
                at.Fields[field] = ManifestNode.OfText(name, at[field]!.Place);
            }
        }
    }
}

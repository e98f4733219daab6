using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Reads rendered objects the way clusters are read, and keeps the fields that are compared with their places. Values of an environment end here.</summary>
internal static class ManifestReading
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    // The API wants text there; YAML without quotes makes numbers and truths of it.
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal) { "labels", "annotations", "matchLabels", "selector", "requests", "limits" };

    private static readonly HashSet<string> SpecHeld = new(StringComparer.Ordinal) { "replicas", "strategy", "updateStrategy", "template", "jobTemplate", "selector", "schedule", "suspend", "timeZone" };
    private static readonly HashSet<string> PodHeld = new(StringComparer.Ordinal) { "containers", "initContainers", "volumes" };
    private static readonly HashSet<string> ContainerHeld = new(StringComparer.Ordinal) { "name", "image", "env", "envFrom", "resources", "startupProbe", "readinessProbe", "livenessProbe", "command", "args" };
    private static readonly HashSet<string> ServiceHeld = new(StringComparer.Ordinal) { "selector" };
    private static readonly HashSet<string> AutoscalerHeld = new(StringComparer.Ordinal) { "minReplicas", "maxReplicas", "scaleTargetRef" };
    private static readonly HashSet<string> BudgetHeld = new(StringComparer.Ordinal) { "minAvailable", "maxUnavailable", "selector" };

    public static GitManifests Of(string environment, string path, RenderedObjects rendered, DateTimeOffset? changedAt)
    {
        List<GitObject> objects = [];
        SortedSet<string> others = new(StringComparer.Ordinal);
        foreach (var made in rendered.Objects)
        {
            if (Read(made) is { } read)
            {
                objects.Add(read);
            }
            else
            {
                others.Add(made.Kind);
            }
        }

        return new(environment, path, rendered.Objects.Count == 0 && rendered.Unsupported.Count == 0 ? $"{path} holds no Kubernetes object." : null, objects, [.. others], rendered.GeneratedNames, rendered.Unsupported, changedAt);
    }

    private static GitObject? Read(ManifestObject made)
    {
        switch (made.Kind)
        {
            case "Deployment" or "StatefulSet" or "DaemonSet" or "CronJob":
                return Make(made, WorkloadFields.Of(made.Kind, As<ObservedWorkload>(made)), NotHeld(made));
            case "Service" when made.ApiVersion == "v1":
                return Make(made, WorkloadFields.Of(As<ObservedService>(made)), Others(made.Root["spec"], ServiceHeld, "Service "));
            case "HorizontalPodAutoscaler":
                var target = made.Root.At("spec", "scaleTargetRef");
                return Make(made, WorkloadFields.Of(As<ObservedAutoscaler>(made)), Others(made.Root["spec"], AutoscalerHeld, "HorizontalPodAutoscaler ")) with { Scales = $"{target?.TextOf("kind")} {target?.TextOf("name")}" };
            case "PodDisruptionBudget":
                return Make(made, WorkloadFields.Of(As<ObservedDisruptionBudget>(made)), Others(made.Root["spec"], BudgetHeld, "PodDisruptionBudget "));
            default:
                return null;
        }
    }

    private static GitObject Make(ManifestObject made, Dictionary<string, string> fields, IEnumerable<string> notHeld)
    {
        List<string> left = [.. notHeld];
        foreach (var (word, entries) in new[] { ("labels", made.Root.At("metadata", "labels")), ("annotations", made.Root.At("metadata", "annotations")) })
        {
            foreach (var (name, value) in entries?.Fields ?? [])
            {
                if (word == "labels" || KeptAnnotations.Keeps(name))
                {
                    fields[$"metadata.{word}[{name}]"] = value.Text;
                }
                else
                {
                    left.Add($"annotation {name}");
                }
            }
        }

        return new(made.Kind, made.Namespace, made.Name, made.Root.Place, fields.ToDictionary(f => f.Key, f => new GitField(f.Value, PlaceOf(made.Root, f.Key)), StringComparer.Ordinal), [.. left.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Where a field stands; where it is left to a default, the nearest thing around it that is written.</summary>
    internal static GitPlace PlaceOf(ManifestNode root, string path)
    {
        var at = root;
        foreach (var step in Steps(path))
        {
            var next = at.Kind == NodeKind.List
                ? at.Items.Find(i => i.TextOf("name") == step) ?? (int.TryParse(step, out var number) && number >= 1 && number <= at.Items.Count ? at.Items[number - 1] : null)
                : at[step];
            if (next is null)
            {
                break;
            }

            at = next;
        }

        return at.Place;
    }

    private static IEnumerable<string> Steps(string path)
    {
        var start = 0;
        while (start < path.Length)
        {
            var end = path.AsSpan(start).IndexOfAny('.', '[') is >= 0 and var found ? start + found : path.Length;
            if (end > start)
            {
                yield return path[start..end];
            }

            if (end < path.Length && path[end] == '[')
            {
                var close = path.IndexOf(']', end) is >= 0 and var bracket ? bracket : path.Length;
                yield return path[(end + 1)..close];
                end = close;
            }

            start = end + 1;
        }
    }

    private static T As<T>(ManifestObject made)
    {
        var json = made.Root.ToJson();
        Plain(json);
        try
        {
            return json.Deserialize<T>(Json)!;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException or FormatException)
        {
            var path = (ex as JsonException)?.Path?.TrimStart('$').TrimStart('.') ?? "a field";
            throw new ManifestException(PlaceOf(made.Root, path), $"{made.Kind} {made.Name}: {path} is of the wrong kind.", "kubectl apply would refuse it, too: compare it with the API reference.");
        }
    }

    private static void Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    if (Texts.Contains(name) && value is JsonObject texts)
                    {
                        foreach (var (key, text) in texts.Where(t => t.Value is JsonValue and not null).ToList())
                        {
                            texts[key] = text!.GetValueKind() == JsonValueKind.String ? text.DeepClone() : JsonValue.Create(text.ToJsonString());
                        }
                    }

                    Plain(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Plain(item);
                }

                break;
        }
    }

    private static IEnumerable<string> NotHeld(ManifestObject made)
    {
        var pod = made.Template?["spec"];
        return Others(made.Root["spec"], SpecHeld, "")
            .Concat(Others(pod, PodHeld, "pod "))
            .Concat((pod?["containers"]?.Items ?? []).Concat(pod?["initContainers"]?.Items ?? []).SelectMany(c => Others(c, ContainerHeld, "container ")));
    }

    private static IEnumerable<string> Others(ManifestNode? node, HashSet<string> held, string prefix) => (node?.Fields.Keys ?? Enumerable.Empty<string>()).Where(k => !held.Contains(k)).Select(k => prefix + k);
}

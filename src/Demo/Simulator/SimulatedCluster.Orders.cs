using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <content>What whoever writes to the API may order.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Holds the rollout of a Deployment where it is, or lets it go on.</summary>
    public void SetPaused(string @namespace, string name, bool paused)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            (workload.Paused, workload.Generation) = (paused, workload.Generation + 1);
            workload.ProgressedAt = Now;
            Write(workload, []);
        }
    }

    /// <summary>Gives a workload another template: one it has had, or one that differs in the image of the first container and the moment of a restart.</summary>
    /// <returns>False when the template differs in anything else.</returns>
    internal bool TrySetTemplate(string @namespace, string name, JsonObject template, bool dryRun)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            template = Plain(template);
            if (JsonNode.DeepEquals(Plain(KubeObjects.TemplateOf(workload, workload.Current)), template))
            {
                return true;
            }

            var had = workload.Revisions.Find(r => r != workload.Current && JsonNode.DeepEquals(Plain(KubeObjects.TemplateOf(workload, r)), template));
            var image = (string?)template["spec"]?["containers"]?[0]?["image"] ?? workload.Current.Image;
            var stamp = (string?)template["metadata"]?["annotations"]?[RestartedAt];
            DateTimeOffset? restartedAt = DateTimeOffset.TryParse(stamp, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null;
            if (had is null && !JsonNode.DeepEquals(Fixed(KubeObjects.TemplateOf(workload, workload.Current)), Fixed(template)))
            {
                return false;
            }

            if (!dryRun)
            {
                Roll(workload, r => had is not null ? r == had : r.Image == image && r.RestartedAt == restartedAt,
                    () => MakeRevision(workload.Spec, workload.Uid, image[(image.LastIndexOf(':') + 1)..], Now, 0, restartedAt));
                Write(workload, []);
            }

            return true;
        }
    }

    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    private static ApiResource RevisionsOf(SimulatedWorkload workload) => Find(workload.Spec.Kind == "Deployment" ? "replicasets" : "controllerrevisions");

    /// <summary>Without what says nothing: clients that know the types write empty fields.</summary>
    private static JsonObject Plain(JsonObject node)
    {
        JsonObject plain = [];
        foreach (var (name, value) in node)
        {
            var kept = value switch
            {
                JsonObject inner when Plain(inner) is { Count: > 0 } full => full,
                JsonObject or JsonArray { Count: 0 } => null,
                JsonArray list => new JsonArray([.. list.Select(i => i is JsonObject o ? Plain(o) : i?.DeepClone())]),
                _ => value?.DeepClone(),
            };
            if (kept is not null && name != "creationTimestamp")
            {
                plain[name] = kept;
            }
        }

        return plain;
    }

    /// <summary>Without what may differ.</summary>
    private static JsonObject Fixed(JsonObject template)
    {
        var rest = (JsonObject)template.DeepClone();
        (rest["spec"]?["containers"]?[0] as JsonObject)?.Remove("image");
        (rest["metadata"]?["annotations"] as JsonObject)?.Remove(RestartedAt);
        return Plain(rest);
    }
}

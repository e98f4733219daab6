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
            var had = workload.Revisions.Find(r => r != workload.Current && JsonNode.DeepEquals(KubeObjects.TemplateOf(workload, r), template));
            var image = (string?)template["spec"]?["containers"]?[0]?["image"] ?? workload.Current.Image;
            var stamp = (string?)template["metadata"]?["annotations"]?[RestartedAt];
            DateTimeOffset? restartedAt = DateTimeOffset.TryParse(stamp, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null;
            if (had is null && !JsonNode.DeepEquals(Plain(KubeObjects.TemplateOf(workload, workload.Current)), Plain(template)))
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

    /// <summary>Without what may differ.</summary>
    private static JsonObject Plain(JsonObject template)
    {
        var plain = (JsonObject)template.DeepClone();
        (plain["spec"]?["containers"]?[0] as JsonObject)?.Remove("image");
        if (plain["metadata"] is JsonObject metadata)
        {
            (metadata["annotations"] as JsonObject)?.Remove(RestartedAt);
            if (metadata["annotations"] is null or JsonObject { Count: 0 })
            {
                metadata.Remove("annotations");
            }

            metadata.Remove("creationTimestamp");
        }

        return plain;
    }
}

using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <content>Templates and the objects that keep them.</content>
internal static partial class KubeObjects
{
    /// <summary>The template of a revision as the workload shows it while it is the current one.</summary>
    public static JsonObject TemplateOf(SimulatedWorkload w, Revision r) => Node(Template(w, r, hash: false));

    /// <summary>What a StatefulSet or DaemonSet keeps of each template: a patch that brings it back.</summary>
    public static JsonObject ControllerRevision(SimulatedWorkload w, Revision r)
    {
        var template = TemplateOf(w, r);
        template["$patch"] = "replace";
        var json = Node(new
        {
            apiVersion = "apps/v1",
            kind = "ControllerRevision",
            metadata = new { name = $"{w.Spec.Name}-{r.Hash}", @namespace = w.Spec.Namespace, uid = r.Uid, creationTimestamp = Time(r.CreatedAt), labels = With(r.Labels, "controller-revision-hash", r.Hash), ownerReferences = Owner(w.Spec.Kind, w.Spec.Name, w.Uid) },
            revision = r.Number,
        });
        json["data"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
        return json;
    }

    private static object? Strategy(string kind) => kind == "Deployment" ? new { type = "RollingUpdate", rollingUpdate = new { maxSurge = 1, maxUnavailable = 0 } } : null;

    private static object? UpdateStrategy(string kind) => kind switch
    {
        "StatefulSet" => new { type = "RollingUpdate", rollingUpdate = new { partition = 0 } },
        "DaemonSet" => new { type = "RollingUpdate", rollingUpdate = new { maxUnavailable = 1 } },
        _ => null,
    };

    private static Dictionary<string, string>? TemplateAnnotations(EstateWorkload spec, DateTimeOffset? restartedAt)
    {
        Dictionary<string, string> annotations = [];
        if (restartedAt is { } at)
        {
            annotations["kubectl.kubernetes.io/restartedAt"] = Time(at);
        }

        if (spec.ConfigChecksum is { } checksum)
        {
            annotations["checksum/config"] = checksum;
        }

        return annotations.Count > 0 ? annotations : null;
    }

    private static object SecretVariable(string secret)
        => new { name = secret.Replace('-', '_').ToUpperInvariant(), valueFrom = new { secretKeyRef = new { name = secret, key = "value" } } };
}

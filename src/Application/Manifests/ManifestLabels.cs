using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Puts labels and annotations where kustomize puts them.</summary>
/// <remarks>Source: kustomize api/internal/konfig/builtinpluginconsts, commonlabels.go and commonannotations.go.</remarks>
internal static class ManifestLabels
{
    public static void Label(IEnumerable<ManifestObject> objects, string name, ManifestNode value, bool selectors, bool templates)
    {
        foreach (var made in objects)
        {
            var root = made.Root;
            Put(root, ["metadata", "labels"], name, value);
            if (templates && made.Template is not null)
            {
                Put(made.Template, ["metadata", "labels"], name, value);
                if (made.Kind == "CronJob")
                {
                    Put(root, ["spec", "jobTemplate", "metadata", "labels"], name, value);
                }
            }

            if (!selectors)
            {
                continue;
            }

            switch (made.Kind)
            {
                case "Service" or "ReplicationController" when root["spec"] is not null:
                    Put(root, ["spec", "selector"], name, value);
                    break;
                case "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet":
                    Put(root, ["spec", "selector", "matchLabels"], name, value);
                    break;
                case "PodDisruptionBudget" when root.At("spec", "selector", "matchLabels") is not null:
                    Put(root, ["spec", "selector", "matchLabels"], name, value);
                    break;
                case "CronJob" when root.At("spec", "jobTemplate", "spec", "selector", "matchLabels") is not null:
                    Put(root, ["spec", "jobTemplate", "spec", "selector", "matchLabels"], name, value);
                    break;
            }
        }
    }

    public static void Annotate(IEnumerable<ManifestObject> objects, string name, ManifestNode value)
    {
        foreach (var made in objects)
        {
            Put(made.Root, ["metadata", "annotations"], name, value);
            if (made.Template is not null)
            {
                Put(made.Template, ["metadata", "annotations"], name, value);
            }
        }
    }

    private static void Put(ManifestNode at, string[] path, string name, ManifestNode value)
    {
        foreach (var part in path)
        {
            at = at.MapAt(part, value.Place);
        }

        at.Fields[name] = ManifestNode.OfText(value.Text, value.Place);
    }
}

using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The bodies of changes. Pure.</summary>
internal static class Patches
{
    public const string Merge = "application/merge-patch+json";
    public const string StrategicMerge = "application/strategic-merge-patch+json";
    public const string Json = "application/json-patch+json";

    private const string HashLabel = "pod-template-hash";

    // The controller's own, and kubectl's copy of the last manifest: they describe the object they are on. Source: kubectl, annotationsToSkip.
    private static readonly HashSet<string> OwnAnnotations = new(StringComparer.Ordinal)
    {
        "kubectl.kubernetes.io/last-applied-configuration", KeptAnnotations.Revision, KeptAnnotations.RevisionHistory,
        "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to",
    };

    public static JsonObject Restart(string stamp)
        => new() { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [KeptAnnotations.RestartedAt] = stamp } } } } };

    public static JsonObject Paused(bool paused) => new() { ["spec"] = new JsonObject { ["paused"] = paused } };

    /// <summary>Binds a merge to the version that was looked at: the server answers 409 to another.</summary>
    public static JsonObject WithVersion(JsonObject body, string? resourceVersion)
    {
        if (resourceVersion is not null)
        {
            if (body["metadata"] is not JsonObject metadata)
            {
                body["metadata"] = metadata = [];
            }

            metadata["resourceVersion"] = resourceVersion;
        }

        return body;
    }

    /// <summary>Annotations that came onto the Deployment after the revision stay; kubectl would lose them.</summary>
    public static JsonArray Rollback(JsonObject deployment, JsonObject replicaSet, string? resourceVersion)
    {
        var template = (JsonObject)replicaSet["spec"]!["template"]!.DeepClone();
        (template["metadata"]?["labels"] as JsonObject)?.Remove(HashLabel);
        var annotations = (JsonObject?)deployment["metadata"]?["annotations"]?.DeepClone() ?? [];
        foreach (var (name, value) in replicaSet["metadata"]?["annotations"] as JsonObject ?? [])
        {
            if (!OwnAnnotations.Contains(name))
            {
                annotations[name] = value?.DeepClone();
            }
        }

        JsonArray patch = [];
        if (resourceVersion is not null)
        {
            patch.Add(new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = resourceVersion });
        }

        patch.Add(new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = template });

        // "add" replaces what is there and does not fail where nothing is.
        patch.Add(new JsonObject { ["op"] = "add", ["path"] = "/metadata/annotations", ["value"] = annotations });
        return patch;
    }

    public static Func<HttpContent> Content(JsonNode body, string type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        return () =>
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            return content;
        };
    }
}

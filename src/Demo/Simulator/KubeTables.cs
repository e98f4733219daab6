using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <summary>Renders objects as the tables that kubectl asks for and prints.</summary>
internal static class KubeTables
{
    /// <param name="Wide">Printed with -o wide only.</param>
    private sealed record Column(string Name, Func<JsonObject, DateTimeOffset, object?> Cell, bool Wide = false, string Type = "string");

    private static readonly Column NameColumn = new("Name", (o, _) => Text(o, "metadata", "name"));
    private static readonly Column Age = new("Age", (o, now) => Ago(Text(o, "metadata", "creationTimestamp"), now));

    private static readonly Dictionary<string, Column[]> Columns = new(StringComparer.Ordinal)
    {
        ["pods"] =
        [
            NameColumn, new("Ready", (o, _) => $"{Statuses(o).Count(s => (bool?)s["ready"] == true)}/{(o["spec"]?["containers"] as JsonArray)?.Count ?? 0}"), new("Status", (o, _) => PodStatus(o)),
            new("Restarts", (o, now) => Restarts(o, now)), Age, new("IP", (o, _) => Text(o, "status", "podIP") ?? "<none>", true), new("Node", (o, _) => Text(o, "spec", "nodeName") ?? "<none>", true),
            new("Nominated Node", (_, _) => "<none>", true), new("Readiness Gates", (_, _) => "<none>", true),
        ],
        ["deployments"] =
        [
            NameColumn, new("Ready", (o, _) => $"{Number(o, "status", "readyReplicas")}/{Number(o, "spec", "replicas")}"), new("Up-to-date", (o, _) => Number(o, "status", "updatedReplicas"), Type: "integer"),
            new("Available", (o, _) => Number(o, "status", "availableReplicas"), Type: "integer"), Age, .. Containers(),
        ],
        ["replicasets"] =
        [
            NameColumn, new("Desired", (o, _) => Number(o, "spec", "replicas"), Type: "integer"), new("Current", (o, _) => Number(o, "status", "replicas"), Type: "integer"), new("Ready", (o, _) => Number(o, "status", "readyReplicas"), Type: "integer"), Age, .. Containers(),
        ],
        ["statefulsets"] = [NameColumn, new("Ready", (o, _) => $"{Number(o, "status", "readyReplicas")}/{Number(o, "spec", "replicas")}"), Age, .. Containers()],
        ["daemonsets"] =
        [
            NameColumn, new("Desired", (o, _) => Number(o, "status", "desiredNumberScheduled"), Type: "integer"), new("Current", (o, _) => Number(o, "status", "currentNumberScheduled"), Type: "integer"),
            new("Ready", (o, _) => Number(o, "status", "numberReady"), Type: "integer"), new("Up-to-date", (o, _) => Number(o, "status", "updatedNumberScheduled"), Type: "integer"),
            new("Available", (o, _) => Number(o, "status", "numberAvailable"), Type: "integer"), new("Node Selector", (_, _) => "<none>"), Age, .. Containers(),
        ],
        ["services"] =
        [
            NameColumn, new("Type", (o, _) => Text(o, "spec", "type")), new("Cluster-IP", (o, _) => Text(o, "spec", "clusterIP")), new("External-IP", (_, _) => "<none>"),
            new("Port(s)", (o, _) => string.Join(',', (o["spec"]?["ports"] as JsonArray ?? []).Select(p => $"{p!["port"]}/{p["protocol"]}"))), Age, new("Selector", (o, _) => Labels(o["spec"]?["selector"]), true),
        ],
        ["nodes"] =
        [
            NameColumn, new("Status", (_, _) => "Ready"), new("Roles", (_, _) => "<none>"), Age, new("Version", (o, _) => Text(o, "status", "nodeInfo", "kubeletVersion")),
            new("Internal-IP", (o, _) => (string?)o["status"]?["addresses"]?[0]?["address"], true), new("OS-Image", (o, _) => Text(o, "status", "nodeInfo", "osImage"), true),
        ],
        ["controllerrevisions"] = [NameColumn, new("Controller", (o, _) => $"{((string?)o["metadata"]?["ownerReferences"]?[0]?["kind"])?.ToLowerInvariant()}.apps/{(string?)o["metadata"]?["ownerReferences"]?[0]?["name"]}"), new("Revision", (o, _) => (int?)o["revision"], Type: "integer"), Age],
        ["namespaces"] = [NameColumn, new("Status", (o, _) => Text(o, "status", "phase")), Age],
        ["events"] =
        [
            new("Last Seen", (o, now) => Ago(Text(o, "lastTimestamp"), now)), new("Type", (o, _) => Text(o, "type")), new("Reason", (o, _) => Text(o, "reason")),
            new("Object", (o, _) => $"{Text(o, "involvedObject", "kind")?.ToLowerInvariant()}/{Text(o, "involvedObject", "name")}"), new("Message", (o, _) => Text(o, "message")), new("Name", (o, _) => Text(o, "metadata", "name"), true),
        ],
    };

    public static JsonObject Of(ApiResource resource, IEnumerable<StoredObject> objects, JsonObject listMeta, bool wholeObjects, DateTimeOffset now) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = listMeta,
        ["columnDefinitions"] = new JsonArray([.. ColumnsOf(resource).Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["type"] = c.Type, ["format"] = c.Name == "Name" ? "name" : "", ["description"] = c.Name, ["priority"] = c.Wide ? 1 : 0 })]),
        ["rows"] = new JsonArray([.. objects.Select(o => (JsonNode)Row(resource, o.Json, wholeObjects, now))]),
    };

    // Whatever has no columns of its own is named at least.
    private static Column[] ColumnsOf(ApiResource resource) => Columns.GetValueOrDefault(resource.Plural) ?? [NameColumn, Age];

    private static JsonObject Row(ApiResource resource, JsonObject item, bool whole, DateTimeOffset now) => new()
    {
        ["cells"] = new JsonArray([.. ColumnsOf(resource).Select(c => JsonValue.Create(c.Cell(item, now)) as JsonNode)]),
        ["object"] = whole ? item.DeepClone() : new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = item["metadata"]!.DeepClone() },
    };

    private static Column[] Containers() =>
    [
        new("Containers", (o, _) => string.Join(',', Template(o).Select(c => (string?)c["name"])), true), new("Images", (o, _) => string.Join(',', Template(o).Select(c => (string?)c["image"])), true),
        new("Selector", (o, _) => Labels(o["spec"]?["selector"]?["matchLabels"]), true),
    ];

    private static IEnumerable<JsonNode> Template(JsonObject o) => (o["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? []).OfType<JsonNode>();

    private static IEnumerable<JsonNode> Statuses(JsonObject o) => (o["status"]?["containerStatuses"] as JsonArray ?? []).OfType<JsonNode>();

    private static string Labels(JsonNode? labels) => labels is JsonObject map && map.Count > 0 ? string.Join(',', map.Select(p => $"{p.Key}={p.Value}")) : "<none>";

    private static string? Text(JsonObject o, params string[] path)
    {
        JsonNode? node = o;
        foreach (var part in path)
        {
            node = node?[part];
        }

        return (string?)node;
    }

    private static int Number(JsonObject o, string a, string b) => (int?)o[a]?[b] ?? 0;

    private static string PodStatus(JsonObject o)
        => Text(o, "metadata", "deletionTimestamp") is not null ? "Terminating"
            : Statuses(o).Select(s => (string?)s["state"]?["waiting"]?["reason"] ?? (string?)s["state"]?["terminated"]?["reason"]).FirstOrDefault(r => r is not null) ?? Text(o, "status", "phase") ?? "Unknown";

    private static string Restarts(JsonObject o, DateTimeOffset now)
    {
        var count = Statuses(o).Sum(s => (int?)s["restartCount"] ?? 0);
        var last = Statuses(o).Select(s => (string?)s["lastState"]?["terminated"]?["finishedAt"]).FirstOrDefault(t => t is not null);
        return count == 0 || last is null ? count.ToString(CultureInfo.InvariantCulture) : $"{count} ({Ago(last, now)} ago)";
    }

    private static string Ago(string? timestamp, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return "<unknown>";
        }

        var age = now - at;
        return age switch
        {
            { TotalSeconds: < 120 } => $"{Math.Max(0, (int)age.TotalSeconds)}s",
            { TotalMinutes: < 10 } => $"{(int)age.TotalMinutes}m{(age.Seconds > 0 ? $"{age.Seconds}s" : "")}",
            { TotalMinutes: < 180 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 8 } => $"{(int)age.TotalHours}h{(age.Minutes > 0 ? $"{age.Minutes}m" : "")}",
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            { TotalDays: < 8 } => $"{(int)age.TotalDays}d{(age.Hours > 0 ? $"{age.Hours}h" : "")}",
            _ => $"{(int)age.TotalDays}d",
        };
    }
}

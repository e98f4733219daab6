using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Portal.Demo.Simulator;

/// <content>The writes that kubectl and the portal make: scale, image, restart, rollback, pause, delete; with dry run and preconditions.</content>
internal sealed partial class ClusterApi
{
    private const int MostReplicas = 100;

    private async Task WriteAsync(HttpContext http, Target target, CancellationToken ct)
    {
        if (faults.ReadOnly.Contains(target.FullResource))
        {
            await StatusAsync(http, 403, "Forbidden", $"{target.Resource.Plural}.{target.Resource.Group} \"{target.Name}\" is forbidden: User \"portal-reader\" cannot {(http.Request.Method == "DELETE" ? "delete" : "patch")} resource \"{target.FullResource}\" in API group \"{target.Resource.Group}\" in the namespace \"{target.Namespace}\"", ct);
            return;
        }

        if (cluster.Store.Get(target.Resource, target.Namespace ?? "", target.Name ?? "") is not { } found)
        {
            await StatusAsync(http, 404, "NotFound", $"{target.Resource.Plural}{(target.Resource.Group.Length > 0 ? "." + target.Resource.Group : "")} \"{target.Name}\" not found", ct);
            return;
        }

        if (http.Request.Method == "DELETE")
        {
            await DeleteAsync(http, target, found, ct);
            return;
        }

        if (faults.Conflicts > 0)
        {
            faults.Conflicts--;
            await ConflictAsync(http, target, ct);
            return;
        }

        if (faults.Invalid is { } words)
        {
            await StatusAsync(http, 422, "Invalid", $"{target.Resource.Kind}.{target.Resource.Group} \"{target.Name}\" is invalid: {words}", ct);
            return;
        }

        try
        {
            await ChangeAsync(http, target, found, ct);
        }
        catch (PatchException ex)
        {
            await StatusAsync(http, 422, "Invalid", ex.Message, ct);
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException or FormatException)
        {
            await StatusAsync(http, 400, "BadRequest", $"the body is not what this kind of patch needs: {ex.Message}", ct);
        }
    }

    private async Task DeleteAsync(HttpContext http, Target target, StoredObject found, CancellationToken ct)
    {
        switch (target.Resource.Kind)
        {
            case "Pod":
                cluster.DeletePod(found.Namespace, found.Name);
                await JsonAsync(http, found.Json, ct);
                break;
            case "Deployment" or "StatefulSet" or "DaemonSet":
                cluster.Delete(found.Namespace, found.Name);
                await StatusAsync(http, 200, "Success", "", ct);
                break;
            default:
                await RefuseAsync(http, ct);
                break;
        }
    }

    private async Task ChangeAsync(HttpContext http, Target target, StoredObject found, CancellationToken ct)
    {
        var before = target.Sub == "scale" ? Scale(found) : found.Json;
        var after = (JsonObject)before.DeepClone();
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: ct);
        switch (http.Request.Method, http.Request.ContentType?.Split(';')[0], body)
        {
            case ("PATCH", "application/json-patch+json", JsonArray steps):
                JsonPatches.Apply(after, steps);
                break;
            case ("PATCH", "application/merge-patch+json" or "application/strategic-merge-patch+json", JsonObject patch):
                JsonPatches.Merge(after, patch, http.Request.ContentType!.Contains("strategic", StringComparison.Ordinal));
                break;
            case ("PUT", _, JsonObject whole):
                after = whole;
                break;
            default:
                await StatusAsync(http, 415, "UnsupportedMediaType", "the simulated cluster takes JSON, merge and strategic merge patches", ct);
                return;
        }

        if ((string?)after["metadata"]?["resourceVersion"] is { Length: > 0 } version && version != (string?)before["metadata"]?["resourceVersion"])
        {
            await ConflictAsync(http, target, ct);
            return;
        }

        var dryRun = http.Request.Query["dryRun"] == "All";
        if (Order(target, found, before, after, dryRun) is { } refused)
        {
            await StatusAsync(http, 422, "Invalid", refused, ct);
            return;
        }

        if (faults.CutAnswers && !dryRun)
        {
            http.Abort();
            return;
        }

        if (faults.SilentWrites && !dryRun)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }

        await JsonAsync(http, dryRun ? AsIfDone(before, after) : target.Sub == "scale" ? Scale(cluster.Store.Get(target.Resource, found.Namespace, found.Name)!) : cluster.Store.Get(target.Resource, found.Namespace, found.Name)!.Json, ct);
    }

    /// <summary>Does what makes the difference between the two, or in a dry run only looks whether it could.</summary>
    /// <returns>Why it cannot be done, or null.</returns>
    private string? Order(Target target, StoredObject found, JsonObject before, JsonObject after, bool dryRun)
    {
        var (ns, name) = (found.Namespace, found.Name);
        if (target.Resource.Kind is not ("Deployment" or "StatefulSet" or "DaemonSet") || target.Sub is not (null or "scale"))
        {
            return Unsupported;
        }

        var (count, paused) = ((int?)after["spec"]?["replicas"], (bool?)after["spec"]?["paused"] ?? false);
        if (count < 0)
        {
            return $"{target.Resource.Kind}.apps \"{name}\" is invalid: spec.replicas: Invalid value: {count}: must be greater than or equal to 0";
        }

        var scales = count is not null && count != (int?)before["spec"]?["replicas"];
        var pauses = paused != ((bool?)before["spec"]?["paused"] ?? false);
        var template = target.Sub is null && after["spec"]?["template"] is JsonObject wanted && !JsonNode.DeepEquals(wanted, before["spec"]!["template"]) ? wanted : null;
        if ((template is null && !scales && !pauses && !JsonNode.DeepEquals(Rest(before), Rest(after))) || (pauses && target.Resource.Kind != "Deployment") || (template is not null && !cluster.TrySetTemplate(ns, name, template, dryRun)))
        {
            return Unsupported;
        }

        if (scales && !dryRun)
        {
            cluster.Scale(ns, name, Math.Clamp(count!.Value, 0, MostReplicas));
        }

        if (pauses && !dryRun)
        {
            cluster.SetPaused(ns, name, paused);
        }

        return null;
    }

    private const string Unsupported = "the simulated cluster takes replicas, the image of the first container, a restart, a rollback, a pause, and the deletion of pods and workloads";

    private static Task RefuseAsync(HttpContext http, CancellationToken ct) => StatusAsync(http, 422, "Invalid", Unsupported, ct);

    private static Task ConflictAsync(HttpContext http, Target target, CancellationToken ct)
        => StatusAsync(http, 409, "Conflict", $"Operation cannot be fulfilled on {target.Resource.Plural}.{target.Resource.Group} \"{target.Name}\": the object has been modified; please apply your changes to the latest version and try again", ct);

    private static JsonObject AsIfDone(JsonObject before, JsonObject after)
    {
        if (!JsonNode.DeepEquals(before["spec"], after["spec"]) && (long?)before["metadata"]?["generation"] is { } generation)
        {
            after["metadata"]!["generation"] = generation + 1;
        }

        return after;
    }

    /// <summary>Without what is the server's own or may differ.</summary>
    private static JsonObject Rest(JsonObject item)
    {
        var rest = (JsonObject)item.DeepClone();
        rest.Remove("status");
        foreach (var field in new[] { "resourceVersion", "generation", "managedFields" })
        {
            (rest["metadata"] as JsonObject)?.Remove(field);
        }

        return rest;
    }
}

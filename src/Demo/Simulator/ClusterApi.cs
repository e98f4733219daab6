using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Portal.Demo.Simulator;

/// <summary>Ways in which the simulated server can misbehave, for tests of whoever talks to it.</summary>
public sealed class ApiFaults
{
    /// <summary>Every request is answered 401.</summary>
    public bool Unauthorized { get; set; }

    /// <summary>Resources (plural) that may not be listed or watched: 403.</summary>
    public HashSet<string> Forbidden { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests are accepted and never answered.</summary>
    public bool Hang { get; set; }

    /// <summary>Every request is answered with text that is no JSON.</summary>
    public bool Garbage { get; set; }

    /// <summary>Lists fail with 500 from their second page on.</summary>
    public bool FailSecondPage { get; set; }

    /// <summary>The next change of this resource is sent by half to every watch, which is then cut.</summary>
    public string? CutMidObject { get; set; }
}

/// <summary>Answers HTTP as a Kubernetes API server does: discovery, get, list with paging, watch with bookmarks, tables, and the few writes the demo knows.</summary>
internal sealed class ClusterApi(SimulatedCluster cluster, ApiFaults faults, TimeProvider clock, CancellationToken stopping)
{
    public const string GitVersion = "v1.34.1-simulated";

    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(30);

    public int Requests { get; private set; }

    public async Task HandleAsync(HttpContext http)
    {
        Requests++;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await AnswerAsync(http, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext http, CancellationToken ct)
    {
        if (faults.Hang)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }

        if (faults.Garbage)
        {
            await http.Response.WriteAsync("<html>502 Bad Gateway</html>", ct);
            return;
        }

        if (faults.Unauthorized)
        {
            await StatusAsync(http, 401, "Unauthorized", "Unauthorized", ct);
            return;
        }

        var parts = (http.Request.Path.Value ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Discovery.Answer(parts) is { } document)
        {
            await JsonAsync(http, document, ct);
            return;
        }

        if (parts is ["healthz" or "livez" or "readyz", ..])
        {
            await http.Response.WriteAsync("ok", ct);
            return;
        }

        if (Target.Parse(parts) is { } target)
        {
            await ResourceAsync(http, target, ct);
            return;
        }

        await StatusAsync(http, 404, "NotFound", "the server could not find the requested resource", ct);
    }

    private async Task ResourceAsync(HttpContext http, Target target, CancellationToken ct)
    {
        if (faults.Forbidden.Contains(target.Resource.Plural))
        {
            await StatusAsync(http, 403, "Forbidden", $"{target.Resource.Plural} is forbidden: User \"portal-reader\" cannot list resource \"{target.Resource.Plural}\" in API group \"{target.Resource.Group}\" at the cluster scope", ct);
            return;
        }

        switch (http.Request.Method)
        {
            case "GET" when target.Name is null && http.Request.Query["watch"].ToString() is "1" or "true":
                await WatchAsync(http, target, ct);
                break;
            case "GET" when target.Name is null:
                await ListAsync(http, target, ct);
                break;
            case "GET":
                await GetAsync(http, target, ct);
                break;
            case "PATCH" or "PUT" or "DELETE":
                await WriteAsync(http, target, ct);
                break;
            default:
                await StatusAsync(http, 405, "MethodNotAllowed", "the simulated cluster does not support this", ct);
                break;
        }
    }

    private async Task GetAsync(HttpContext http, Target target, CancellationToken ct)
    {
        if (cluster.Store.Get(target.Resource, target.Namespace ?? "", target.Name!) is not { } found)
        {
            await StatusAsync(http, 404, "NotFound", $"{target.Resource.Plural} \"{target.Name}\" not found", ct);
        }
        else if (target.Sub == "scale")
        {
            await JsonAsync(http, Scale(found), ct);
        }
        else
        {
            await JsonAsync(http, WantsTable(http) ? Table(http, target, [found], found.Version) : found.Json, ct);
        }
    }

    private async Task ListAsync(HttpContext http, Target target, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (!Selectors.TryParse(query["labelSelector"], query["fieldSelector"], out var selectors, out var error))
        {
            await StatusAsync(http, 400, "BadRequest", error, ct);
            return;
        }

        var (all, version) = cluster.Store.List(target.Resource, target.Namespace);
        List<StoredObject> items = [.. all.Where(o => selectors.Match(o.Json))];

        // The token is the version of the first page and the key of its last object, as etcd's is; a page never repeats or skips.
        var token = query["continue"].ToString();
        if (token.Length > 0)
        {
            if (faults.FailSecondPage)
            {
                await StatusAsync(http, 500, "InternalError", "etcdserver: request timed out", ct);
                return;
            }

            if (!TryContinue(token, out version, out var after))
            {
                await StatusAsync(http, 410, "Expired", "The provided continue parameter is too old to display a consistent list result.", ct);
                return;
            }

            items = [.. items.Where(o => string.CompareOrdinal($"{o.Namespace}\0{o.Name}", after) > 0)];
        }

        var meta = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (int.TryParse(query["limit"], out var limit) && limit > 0 && items.Count > limit)
        {
            meta["remainingItemCount"] = items.Count - limit;
            items = items[..limit];
            meta["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{version}\n{items[^1].Namespace}\0{items[^1].Name}"));
        }

        await JsonAsync(http, WantsTable(http) ? Table(http, target, items, version, meta) : new JsonObject
        {
            ["kind"] = $"{target.Resource.Kind}List",
            ["apiVersion"] = target.Resource.ApiVersion,
            ["metadata"] = meta,
            ["items"] = new JsonArray([.. items.Select(i => i.Json.DeepClone())]),
        }, ct);
    }

    private bool TryContinue(string token, out long version, out string after)
    {
        (version, after) = (0, "");
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || Encoding.UTF8.GetString(bytes, 0, length).Split('\n') is not [var number, var key] || !long.TryParse(number, out version))
        {
            return false;
        }

        after = key;
        using var still = cluster.Store.Watch(version);
        return still is not null;
    }

    private async Task WatchAsync(HttpContext http, Target target, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (!Selectors.TryParse(query["labelSelector"], query["fieldSelector"], out var selectors, out var error))
        {
            await StatusAsync(http, 400, "BadRequest", error, ct);
            return;
        }

        var since = query["resourceVersion"].ToString();
        var after = since is "" or "0" ? cluster.Store.Version : long.TryParse(since, out var number) ? number : -1;
        using var subscription = cluster.Store.Watch(after);
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "application/json";
        if (subscription is null)
        {
            await LineAsync(http, "ERROR", StatusObject(410, "Expired", $"too old resource version: {since} ({cluster.Store.Version})"), ct);
            return;
        }

        await http.Response.Body.FlushAsync(ct);
        if (since is "" or "0")
        {
            foreach (var item in cluster.Store.List(target.Resource, target.Namespace).Items.Where(o => selectors.Match(o.Json)))
            {
                await LineAsync(http, "ADDED", Shown(http, target, item), ct);
            }
        }

        var deadline = int.TryParse(query["timeoutSeconds"], out var seconds) ? clock.GetUtcNow().AddSeconds(seconds) : DateTimeOffset.MaxValue;
        var bookmarks = query["allowWatchBookmarks"].ToString() is "1" or "true";
        var next = subscription.Changes.WaitToReadAsync(ct).AsTask();
        while (clock.GetUtcNow() < deadline)
        {
            // What has not been told until now is of other resources, so the version of the moment is true for this watch too.
            var version = cluster.Store.Version;
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(next, Task.Delay(BookmarkEvery, clock, pause.Token));
            await pause.CancelAsync();
            if (!next.IsCompleted)
            {
                ct.ThrowIfCancellationRequested();
                if (bookmarks)
                {
                    await LineAsync(http, "BOOKMARK", new JsonObject { ["kind"] = target.Resource.Kind, ["apiVersion"] = target.Resource.ApiVersion, ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null } }, ct);
                }

                continue;
            }

            await next;
            while (subscription.Changes.TryRead(out var change))
            {
                var item = change.Item;
                if (item.Resource != target.Resource || (target.Namespace is not null && item.Namespace != target.Namespace))
                {
                    continue;
                }

                var matches = selectors.Match(item.Json);
                if (!matches && (change.Type == "ADDED" || !selectors.HasLabels))
                {
                    continue;
                }

                if (faults.CutMidObject == item.Resource.Plural)
                {
                    await http.Response.Body.WriteAsync(item.Bytes.AsMemory(0, item.Bytes.Length / 2), ct);
                    await http.Response.Body.FlushAsync(ct);
                    http.Abort();
                    return;
                }

                await LineAsync(http, matches ? change.Type : "DELETED", Shown(http, target, item), ct);
            }

            next = subscription.Changes.WaitToReadAsync(ct).AsTask();
        }
    }

    private async Task WriteAsync(HttpContext http, Target target, CancellationToken ct)
    {
        if (cluster.Store.Get(target.Resource, target.Namespace ?? "", target.Name ?? "") is not { } found)
        {
            await StatusAsync(http, 404, "NotFound", $"{target.Resource.Plural} \"{target.Name}\" not found", ct);
            return;
        }

        var (ns, name) = (found.Namespace, found.Name);
        if (http.Request.Method == "DELETE" && target.Resource.Plural == "pods")
        {
            cluster.DeletePod(ns, name);
            await JsonAsync(http, found.Json, ct);
            return;
        }

        var body = http.Request.Method == "DELETE" ? null : await JsonNode.ParseAsync(http.Request.Body, cancellationToken: ct);
        var replicas = (int?)body?["spec"]?["replicas"];
        var image = (string?)body?["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"];
        var restart = body?["spec"]?["template"]?["metadata"]?["annotations"]?["kubectl.kubernetes.io/restartedAt"] is not null;
        switch (target.Resource.Kind, http.Request.Method)
        {
            case ("Deployment" or "StatefulSet" or "DaemonSet", "DELETE"):
                cluster.Delete(ns, name);
                await StatusAsync(http, 200, "Success", "", ct);
                return;
            case ("Deployment" or "StatefulSet", "PATCH" or "PUT") when replicas is { } count:
                cluster.Scale(ns, name, Math.Clamp(count, 0, 100));
                break;
            case ("Deployment" or "StatefulSet" or "DaemonSet", "PATCH") when image is not null:
                cluster.SetImage(ns, name, image);
                break;
            case ("Deployment" or "StatefulSet" or "DaemonSet", "PATCH") when restart:
                cluster.Restart(ns, name);
                break;
            default:
                await StatusAsync(http, 422, "Invalid", "the simulated cluster takes replicas, the image of the first container, a restart, and the deletion of pods and workloads", ct);
                return;
        }

        var now = cluster.Store.Get(target.Resource, ns, name)!;
        await JsonAsync(http, target.Sub == "scale" ? Scale(now) : now.Json, ct);
    }

    private static JsonObject Scale(StoredObject found) => new()
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new JsonObject { ["name"] = found.Name, ["namespace"] = found.Namespace, ["resourceVersion"] = (string?)found.Json["metadata"]!["resourceVersion"] },
        ["spec"] = new JsonObject { ["replicas"] = (int?)found.Json["spec"]!["replicas"] },
        ["status"] = new JsonObject { ["replicas"] = (int?)found.Json["status"]?["replicas"] ?? 0 },
    };

    private static bool WantsTable(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("as=Table", StringComparison.Ordinal);

    private static async Task JsonAsync(HttpContext http, JsonNode body, CancellationToken ct)
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), ct);
    }

    private static async Task StatusAsync(HttpContext http, int code, string reason, string message, CancellationToken ct)
    {
        http.Response.StatusCode = code;
        await JsonAsync(http, StatusObject(code, reason, message), ct);
    }

    private static JsonObject StatusObject(int code, string reason, string message)
        => new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = code < 400 ? "Success" : "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code };

    private static async Task LineAsync(HttpContext http, string type, JsonNode item, CancellationToken ct)
    {
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["object"] = item }), ct);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), ct);
        await http.Response.Body.FlushAsync(ct);
    }

    private JsonNode Shown(HttpContext http, Target target, StoredObject item)
        => WantsTable(http) ? Table(http, target, [item], item.Version) : item.Json.DeepClone();

    private JsonObject Table(HttpContext http, Target target, IReadOnlyList<StoredObject> items, long version, JsonObject? meta = null)
        => KubeTables.Of(target.Resource, items, meta ?? new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) }, http.Request.Query["includeObject"] == "Object", clock.GetUtcNow());
}

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

    /// <summary>When set, only this bearer token is accepted; others are answered 401.</summary>
    public string? Token { get; set; }

    /// <summary>Resources (plural) that may not be listed or watched: 403.</summary>
    public HashSet<string> Forbidden { get; } = new(StringComparer.Ordinal);

    /// <summary>Resources, or subresources such as deployments/scale, that may be read and not changed: 403.</summary>
    public HashSet<string> ReadOnly { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes are refused with 422 and these words.</summary>
    public string? Invalid { get; set; }

    /// <summary>So many of the next changes are answered 409, as if somebody had been faster.</summary>
    public int Conflicts { get; set; }

    /// <summary>Changes are made, and the connection is cut instead of an answer.</summary>
    public bool CutAnswers { get; set; }

    /// <summary>Changes are made and never answered.</summary>
    public bool SilentWrites { get; set; }

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
internal sealed partial class ClusterApi(SimulatedCluster cluster, ApiFaults faults, TimeProvider clock, CancellationToken stopping)
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

        if (faults.Unauthorized || (faults.Token is { } token && http.Request.Headers.Authorization != $"Bearer {token}"))
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
        if (faults.Forbidden.Contains(target.Resource.Plural) || faults.Forbidden.Contains(target.FullResource))
        {
            await StatusAsync(http, 403, "Forbidden", $"{target.Resource.Plural} is forbidden: User \"portal-reader\" cannot list resource \"{target.Resource.Plural}\" in API group \"{target.Resource.Group}\" at the cluster scope", ct);
            return;
        }

        switch (http.Request.Method)
        {
            case "GET" when target.Name is null && http.Request.Query["watch"].ToString() is "1" or "true":
                await WatchAsync(http, target, ct);
                break;
            case "GET" when target is { Sub: "log", Resource.Plural: "pods" }:
                await LogAsync(http, target, ct);
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
        List<StoredObject> items = [.. all.Where(selectors.Match)];

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
            ["items"] = new JsonArray([.. items.Select(i => (JsonNode)i.Json)]),
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

    private JsonObject Shown(HttpContext http, Target target, StoredObject item)
        => WantsTable(http) ? Table(http, target, [item], item.Version) : item.Json;

    private JsonObject Table(HttpContext http, Target target, IReadOnlyList<StoredObject> items, long version, JsonObject? meta = null)
        => KubeTables.Of(target.Resource, items, meta ?? new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) }, http.Request.Query["includeObject"] == "Object", clock.GetUtcNow());
}

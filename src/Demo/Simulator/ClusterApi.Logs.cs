using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Portal.Demo.Simulator;

/// <content>The subresource pods/log.</content>
internal sealed partial class ClusterApi
{
    private const int AllLines = 100_000;
    private static readonly TimeSpan LogPace = TimeSpan.FromMilliseconds(500);

    private async Task LogAsync(HttpContext http, Target target, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (cluster.Store.Get(target.Resource, target.Namespace ?? "", target.Name!) is not { } found)
        {
            await StatusAsync(http, 404, "NotFound", $"pods \"{target.Name}\" not found", ct);
            return;
        }

        var container = (string?)found.Json["spec"]!["containers"]![0]!["name"];
        if (query["container"].ToString() is { Length: > 0 } asked && asked != container)
        {
            await StatusAsync(http, 400, "BadRequest", $"container {asked} is not valid for pod {target.Name}", ct);
            return;
        }

        var (log, why) = cluster.LogOf(found.Namespace, found.Name, Is("previous"));
        if (log is null)
        {
            await StatusAsync(http, why is null ? 404 : 400, why is null ? "NotFound" : "BadRequest", why ?? $"pods \"{target.Name}\" not found", ct);
            return;
        }

        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/plain";
        var tail = int.TryParse(query["tailLines"], out var lines) ? Math.Max(0, lines) : AllLines;
        var told = Math.Max(0, log.Count(clock.GetUtcNow()) - tail);
        told = await WriteLinesAsync(http, log, told, Is("timestamps"), ct);
        while (Is("follow") && log.Ended is null)
        {
            await Task.Delay(LogPace, clock, ct);
            var (now, _) = cluster.LogOf(found.Namespace, found.Name, previous: false);
            if (now is null || now.Began != log.Began)
            {
                return; // the container has ended, and so does what follows it
            }

            log = now;
            told = await WriteLinesAsync(http, log, told, Is("timestamps"), ct);
        }

        bool Is(string name) => query[name].ToString() is "1" or "true";
    }

    private async Task<int> WriteLinesAsync(HttpContext http, SimulatedLog log, int from, bool timestamps, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var count = log.Count(now);
        for (; from < count; from++)
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(log.Line(from, now, timestamps) + "\n"), ct);
        }

        await http.Response.Body.FlushAsync(ct);
        return from;
    }
}

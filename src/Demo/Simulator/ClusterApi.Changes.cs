using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Portal.Demo.Simulator;

/// <content>Watches.</content>
internal sealed partial class ClusterApi
{
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
            foreach (var item in cluster.Store.List(target.Resource, target.Namespace).Items.Where(selectors.Match))
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

                var matches = selectors.Match(item);
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
}

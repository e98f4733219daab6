using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>
/// Follows one kind of one cluster: list all pages, then watch from that version; on an expired version list again, and report the complete list, so
/// that what was deleted meanwhile is found. Never gives up, never throws except for cancellation.
/// </summary>
internal sealed partial class KindWatcher(WatchedKind kind, ClusterConnection connection, ClusterWatchOptions options, ClusterHealth health, ChannelWriter<ObservedChange> changes, TimeProvider clock, ILogger logger)
{
    // After a refusal permissions may be granted at any time; asking once a minute costs nothing.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(1);

    // Which of the kind's paths this server serves.
    private int _path;
    private int _unserved;

    private string? _resourceVersion;

    public async Task RunAsync(CancellationToken ct)
    {
        var backoff = options.FirstBackoff;
        while (!ct.IsCancellationRequested)
        {
            var heard = false;
            ClusterFault fault;
            try
            {
                if (_resourceVersion is null)
                {
                    await ListAsync(ct);
                    heard = true;
                }

                health.Watching(kind);
                var began = clock.GetTimestamp();
                var told = await WatchAsync(ct);
                if (told || clock.GetElapsedTime(began) > ShortWatch)
                {
                    backoff = options.FirstBackoff;
                    continue;
                }

                fault = new(FaultKind.Broken, $"The server ends every watch of {kind.Resource} at once.");
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                fault = ClusterFault.Of(ex, connection, $"list and watch {kind.Resource}");
            }

            if (fault.Kind == FaultKind.Expired && _resourceVersion is not null)
            {
                Log.Expired(logger, health.Cluster, kind.Resource);
                _resourceVersion = null;
                continue;
            }

            if (fault.Kind == FaultKind.Unserved && ++_unserved < kind.Paths.Count)
            {
                // An older server, or one that lost the version by an upgrade: what is known stays until every version has been asked for.
                (_path, _resourceVersion) = ((_path + 1) % kind.Paths.Count, null);
                continue;
            }

            if (fault.Kind is FaultKind.Refused or FaultKind.Unserved)
            {
                (_path, _unserved, _resourceVersion) = (0, 0, null);
                await changes.WriteAsync(new ObservedChange.Refused(kind.Kind, fault.Kind == FaultKind.Unserved), ct);
            }

            backoff = heard ? options.FirstBackoff : backoff;
            health.Failed(kind, fault);
            Log.Interrupted(logger, health.Cluster, kind.Resource, fault.Message, backoff);
            await WaitAsync(fault.Kind is FaultKind.Refused or FaultKind.Unserved ? AskAgain : backoff, ct);
            backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, options.MaxBackoff.Ticks));
        }
    }

    private async Task ListAsync(CancellationToken ct)
    {
        List<IObserved> all = [];
        ListMeta meta;
        string? next = null;
        do
        {
            var path = $"{kind.Paths[_path]}?limit={options.PageSize}{Selector()}{(next is null ? "" : $"&continue={Uri.EscapeDataString(next)}")}";
            using var patience = Patience(options.RequestTimeout * 2, ct);
            using var response = await OkAsync(path, $"list {kind.Resource}", patience.Token);
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            (var items, meta) = await kind.ReadList(body, patience.Token);
            all.AddRange(items.Where(i => i.Metadata.Uid.Length > 0));
            next = string.IsNullOrEmpty(meta.Continue) ? null : meta.Continue;
            health.Heard();
        }
        while (next is not null);

        if (string.IsNullOrEmpty(meta.ResourceVersion))
        {
            throw new JsonException($"The list of {kind.Resource} has no resourceVersion.");
        }

        // Only now: a page that fails must not make the objects of the others look deleted.
        await changes.WriteAsync(new ObservedChange.Relisted(kind.Kind, all), ct);
        (_resourceVersion, _unserved) = (meta.ResourceVersion, 0);
    }

    /// <returns>True when the server said anything.</returns>
    private async Task<bool> WatchAsync(CancellationToken ct)
    {
        // Spread, so that the watches of many clusters do not all begin anew at the same moment.
        var seconds = (int)(options.WatchLength.TotalSeconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
        var path = $"{kind.Paths[_path]}?watch=1&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(_resourceVersion!)}{Selector()}";
        HttpResponseMessage response;
        using (var patience = Patience(options.RequestTimeout, ct))
        {
            response = await OkAsync(path, $"watch {kind.Resource}", patience.Token);
        }

        using (response)
        {
            using var outage = CancellationTokenSource.CreateLinkedTokenSource(ct, health.Outage);
            using var silence = Patience(options.WatchSilence, outage.Token);
            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            var heard = false;
            await foreach (var line in WatchLines.ReadAsync(body, silence.Token))
            {
                silence.CancelAfter(options.WatchSilence);
                heard = true;
                health.Heard();
                await TakeAsync(line, ct);
            }

            return heard;
        }
    }

    private async Task TakeAsync(WatchLine line, CancellationToken ct)
    {
        if (line.Type == "ERROR")
        {
            var status = JsonSerializer.Deserialize(line.Body.Span, KubernetesJson.Default.KubeStatus);
            throw new ClusterFault(status is { Code: 410 } or { Reason: "Expired" or "Gone" } ? FaultKind.Expired : FaultKind.Broken, $"The watch of {kind.Resource} ended: {status?.Message}");
        }

        var item = kind.ReadObject(line.Body) ?? throw new JsonException("An object of the watch is null.");
        switch (line.Type)
        {
            case "ADDED" or "MODIFIED" when item.Metadata.Uid.Length > 0:
                await changes.WriteAsync(new ObservedChange.Upserted(kind.Kind, item), ct);
                break;
            case "DELETED" when item.Metadata.Uid.Length > 0:
                await changes.WriteAsync(new ObservedChange.Deleted(kind.Kind, item), ct);
                break;
        }

        _resourceVersion = item.Metadata.ResourceVersion ?? _resourceVersion;
    }

    private async Task<HttpResponseMessage> OkAsync(string path, string what, CancellationToken ct)
    {
        var response = await connection.GetAsync(path, ct);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ClusterFault.OfAsync(response, connection, what, clock.GetUtcNow(), ct);
        }
    }

    private async Task WaitAsync(TimeSpan backoff, CancellationToken ct)
    {
        // A heartbeat that succeeds again ends the wait at once.
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(Task.Delay(backoff * (0.5 + Random.Shared.NextDouble()), clock, wait.Token), health.BackAgain);
        await wait.CancelAsync();
    }

    private PatienceSource Patience(TimeSpan limit, CancellationToken ct) => new(limit, clock, ct);

    private string Selector() => kind.Selector is { } selector ? $"&fieldSelector={Uri.EscapeDataString(selector)}" : "";

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Information, "{Cluster}: the version of {Resource} has expired; listing again")]
        public static partial void Expired(ILogger logger, string cluster, string resource);

        [LoggerMessage(2011, LogLevel.Debug, "{Cluster}: following {Resource} was interrupted: {Fault} Next attempt in about {Backoff}")]
        public static partial void Interrupted(ILogger logger, string cluster, string resource, string fault, TimeSpan backoff);
    }
}

/// <summary>A cancellation that comes from outside or after a time of silence, by the given clock.</summary>
internal sealed class PatienceSource : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;

    public PatienceSource(TimeSpan limit, TimeProvider clock, CancellationToken outside)
    {
        _time = new CancellationTokenSource(limit, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(outside, _time.Token);
    }

    public CancellationToken Token => _linked.Token;

    public void CancelAfter(TimeSpan limit) => _time.CancelAfter(limit);

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }
}

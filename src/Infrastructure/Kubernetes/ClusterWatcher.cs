using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>
/// Follows one cluster: a watch per kind, a heartbeat, and one loop that turns what they tell into pictures. Whatever happens to it stays in it: other
/// clusters and the portal go on, and the last picture is kept.
/// </summary>
internal sealed partial class ClusterWatcher(ClusterOptions cluster, ClusterWatchOptions options, DeploymentPictures pictures, TimeProvider clock, ILogger logger)
{
    private const int Backlog = 10_000;

    // Outlives connections, so that a renewed one finds what was deleted meanwhile.
    private readonly ClusterModel _model = new(cluster.Name!, cluster.Environment, cluster.Region);

    private ClusterState? _told;

    public async Task RunAsync(CancellationToken ct)
    {
        using var health = new ClusterHealth(cluster, options, clock);
        pictures.Replace(health.Status(), null);
        string? said = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var connection = ClusterConnection.Open(cluster);
                await FollowAsync(connection, health, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (ClusterSetupException ex)
            {
                health.Unreachable(ex.Message);
                if (ex.Message != said)
                {
                    // Once: it is tried again every few seconds.
                    Log.Unusable(logger, cluster.Name!, ex.Message);
                    said = ex.Message;
                }
            }
            catch (Exception ex)
            {
                // A bug in reading one cluster must not take the portal, or the other clusters, with it.
                health.Unreachable($"The portal failed while it followed this cluster: {ex.Message} It tries again.");
                Log.Failed(logger, ex, cluster.Name!);
            }

            pictures.Replace(health.Status(), null);
            await Task.Delay(options.SetupRetry, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(ClusterConnection connection, ClusterHealth health, CancellationToken ct)
    {
        // Bounded: a cluster that tells faster than pictures can be made is slowed down, not stored.
        var changes = Channel.CreateBounded<ObservedChange>(new BoundedChannelOptions(Backlog) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> tasks = [.. WatchedKind.All.Select(kind => new KindWatcher(kind, connection, options, health, changes.Writer, clock, logger).RunAsync(stop.Token))];
        tasks.Add(BeatAsync(connection, health, changes.Writer, stop.Token));
        tasks.Add(PaintAsync(changes.Reader, health, stop.Token));
        var first = await Task.WhenAny(tasks);
        await stop.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task BeatAsync(ClusterConnection connection, ClusterHealth health, ChannelWriter<ObservedChange> changes, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using (var patience = new PatienceSource(options.RequestTimeout, clock, ct))
            {
                try
                {
                    using var response = await connection.GetAsync("version", patience.Token);
                    if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
                    {
                        // Begin again from the kubeconfig: somebody may have renewed it.
                        var fault = await ClusterFault.OfAsync(response, connection, "the heartbeat", clock.GetUtcNow(), patience.Token);
                        throw new ClusterSetupException(fault.Message);
                    }

                    health.Heard(await VersionAsync(response, patience.Token));
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception ex) when (ex is not ClusterSetupException)
                {
                    health.Unreachable(ClusterFault.Of(ex, connection, "the heartbeat", slowIsUnreachable: true).Message);
                }
            }

            await changes.WriteAsync(Tick.Now, ct);
            await Task.Delay(options.Heartbeat * (0.9 + (0.2 * Random.Shared.NextDouble())), clock, ct);
        }
    }

    private async Task PaintAsync(ChannelReader<ObservedChange> changes, ClusterHealth health, CancellationToken ct)
    {
        while (await changes.WaitToReadAsync(ct))
        {
            await Task.Delay(options.BatchWindow, clock, ct);
            for (var taken = 0; taken < Backlog && changes.TryRead(out var change); taken++)
            {
                if (change is Tick)
                {
                    _model.TimePassed();
                }
                else
                {
                    _model.Apply(change);
                }
            }

            Tell(health.Status());
            pictures.Replace(health.Status(), health.IsComplete ? _model.Build(clock.GetUtcNow()) : null);
        }
    }

    private void Tell(ClusterStatus status)
    {
        if (status.State != _told)
        {
            _told = status.State;
            Log.StateChanged(logger, status.Name, status.State, status.LastError ?? "nothing is wrong");
        }
    }

    private static async Task<string?> VersionAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return (await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.ServerVersion, ct))?.GitVersion;
        }
        catch (JsonException)
        {
            return null; // it answered; what version it is stays unknown
        }
    }

    /// <summary>Nothing changed but the time and perhaps the status.</summary>
    private sealed record Tick() : ObservedChange(ObservedKind.Event)
    {
        public static Tick Now { get; } = new();
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "{Cluster} cannot be followed: {Reason}")]
        public static partial void Unusable(ILogger logger, string cluster, string reason);

        [LoggerMessage(2005, LogLevel.Information, "{Cluster} is {State}: {Reason}")]
        public static partial void StateChanged(ILogger logger, string cluster, ClusterState state, string reason);

        [LoggerMessage(2002, LogLevel.Error, "Following {Cluster} failed")]
        public static partial void Failed(ILogger logger, Exception ex, string cluster);
    }
}

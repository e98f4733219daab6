using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Looks at every source on schedule, and at once where a watched folder changed. A slow or broken source never holds up another.</summary>
internal sealed partial class CatalogIngestService(CatalogIngest ingest, TimeProvider clock, ILogger<CatalogIngestService> logger) : BackgroundService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    // A source that takes longer gives its turn to the next one and goes on beside it.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    // What has not answered by then does not keep the portal from being ready.
    private static readonly TimeSpan FirstPassLimit = TimeSpan.FromSeconds(30);
    private const int AtOnce = 4;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, FolderWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _due = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _looks = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    /// <summary>What is stored is shown before the first request is answered.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (ExecuteTask is null)
        {
            await LoadAsync(cancellationToken); // not again when it begins again: the sources are known
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        foreach (var watch in _watches.Values)
        {
            watch.Dispose();
        }

        _turns.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ingest.ListChanged += (_, _) => Wake();
        ingest.Looked += (_, _) => Wake();
        ingest.Due = Due;
        StartDue(everything: true, stoppingToken);
        _ = CompleteFirstPassAsync([.. _looks.Values], stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            FollowFolders();
            await WaitAsync(stoppingToken);
            StartDue(everything: false, stoppingToken);
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        try
        {
            await ingest.LoadAsync(ct);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // Without a database the sources still fill the catalog.
            Log.NotLoaded(logger, ex);
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private bool IsFree(LocationState state) => !state.IsBusy && !_looks.ContainsKey(state.Target.Id);

    // Nothing waits for a look: a source that never answers has only itself to hold up. While it is looked at, it is not due again.
    private void StartDue(bool everything, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var state in ingest.Snapshot().Where(IsFree))
        {
            if (everything || _due.TryRemove(state.Target.Id, out _) || state.NextRunAt is not { } next || next <= now)
            {
                var id = state.Target.Id;
                var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _looks[id] = ended.Task;
                _ = Task.Run(() => LookAsync(state, ended, ct), CancellationToken.None);
            }
        }
    }

    private async Task LookAsync(LocationState state, TaskCompletionSource ended, CancellationToken ct)
    {
        try
        {
            await _turns.WaitAsync(ct);
            var look = Task.Run(() => ingest.RunAsync(state, null, ct), CancellationToken.None);
            using (var turn = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                await Task.WhenAny(look, Task.Delay(Turn, clock, turn.Token));
                await turn.CancelAsync();
            }

            _turns.Release();
            await look;
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (Exception ex)
        {
            Log.Failed(logger, ex, state.Status.Target); // a bug in reading one source must not stop its schedule
        }
        finally
        {
            _looks.TryRemove(state.Target.Id, out _);
            ended.SetResult();
            Wake();
        }
    }

    private async Task CompleteFirstPassAsync(Task[] looks, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(Task.WhenAll(looks), Task.Delay(FirstPassLimit, clock, limit.Token));
        await limit.CancelAsync();
        ingest.CompleteFirstPass();
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        var next = ingest.Snapshot().Where(IsFree).Select(l => l.NextRunAt).Min();
        var wait = next is null ? ingest.PollInterval : next.Value - clock.GetUtcNow();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task woken = _wake.Reader.ReadAsync(timeout.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, timeout.Token));
        await timeout.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    // A hint only: what the watcher misses, the schedule finds.
    private void FollowFolders()
    {
        var wanted = ingest.Snapshot().Select(l => (l.Target.Id, Folder: SourceReader.WatchFolder(l.Target))).Where(w => w.Folder is not null).ToDictionary(w => w.Id, w => w.Folder!, StringComparer.Ordinal);
        foreach (var gone in _watches.Keys.Except(wanted.Keys, StringComparer.Ordinal).ToList())
        {
            if (_watches.TryRemove(gone, out var watch))
            {
                watch.Dispose();
            }
        }

        foreach (var (id, folder) in wanted)
        {
            if (!_watches.ContainsKey(id) && FolderWatch.TryStart(folder, Quiet, clock, () => Due(id)) is { } watch)
            {
                _watches[id] = watch;
            }
        }
    }

    private void Due(string id)
    {
        _due[id] = true;
        Wake();
    }

    private static partial class Log
    {
        [LoggerMessage(6010, LogLevel.Error, "The stored catalog could not be loaded; sources are read all the same")]
        public static partial void NotLoaded(ILogger logger, Exception exception);

        [LoggerMessage(6011, LogLevel.Error, "Reading {Location} failed unexpectedly; it is tried again on schedule")]
        public static partial void Failed(ILogger logger, Exception exception, string location);
    }
}

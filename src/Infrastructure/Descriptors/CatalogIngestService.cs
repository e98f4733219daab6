using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Looks at every source on schedule, and at once where a watched folder changed. A slow or broken source never holds up another.</summary>
internal sealed partial class CatalogIngestService(CatalogIngest ingest, TimeProvider clock, ILogger<CatalogIngestService> logger) : BackgroundService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private const int AtOnce = 4;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, FolderWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _due = new(StringComparer.Ordinal);

    /// <summary>What is stored is shown before the first request is answered.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        foreach (var watch in _watches.Values)
        {
            watch.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ingest.ListChanged += (_, _) => Wake();
        await RunDueAsync(everything: true, stoppingToken);
        ingest.CompleteFirstPass();
        while (!stoppingToken.IsCancellationRequested)
        {
            FollowFolders();
            await WaitAsync(stoppingToken);
            await RunDueAsync(everything: false, stoppingToken);
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

    private async Task RunDueAsync(bool everything, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = ingest.Snapshot().Where(l => everything || _due.TryRemove(l.Target.Id, out _) || l.NextRunAt is not { } next || next <= now).ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (state, token) =>
        {
            try
            {
                await ingest.RunAsync(state, token);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                Log.Failed(logger, ex, state.Status.Target); // a bug in reading one source must not stop the others
            }
        });
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        var next = ingest.Snapshot().Select(l => l.NextRunAt).Min();
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

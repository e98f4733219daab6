using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Keeps the list of sources and reads them into the catalog. One source is read once at a time; different ones side by side.</summary>
internal sealed partial class CatalogIngest(
    CatalogOptions options,
    IEnumerable<BuiltInLocation> builtIn,
    SourceReader reader,
    CatalogRecords records,
    CatalogRemovals removals,
    CatalogStore store,
    TimeProvider clock,
    ILogger<CatalogIngest> logger) : ICatalogIngest, ICatalogDecisions, IDisposable
{
    // Status alone is written this often: at every look would be a write per source and half minute for nothing.
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMinutes(5);

    // A request is answered by then, whatever the source does.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);
    private const int MuchAtOnce = 20_000;
    private const int FirstRegisteredOrder = 1_000_000;

    private readonly Lock _listLock = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly SemaphoreSlim _swap = new(1, 1);
    private readonly TaskCompletionSource _firstPass = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, LocationState> _locations = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, CatalogChoice> _choices = new Dictionary<string, CatalogChoice>(StringComparer.Ordinal);
    private long _choicesVersion;
    private readonly SemaphoreSlim _retiring = new(1, 1);
    private volatile RetiredNames _retired = new(new HashSet<string>(StringComparer.Ordinal), 0, default);
    private CatalogGraph? _stored;
    private volatile bool _hadStored;
    private int _disposed;
    private int _nextOrder = FirstRegisteredOrder;

    /// <summary>Told when the list of sources changed, so that schedule and watchers follow.</summary>
    public event EventHandler? ListChanged;

    /// <summary>Told the id of a source that is to be looked at now; the schedule's.</summary>
    public Action<string>? Due { get; set; }

    /// <summary>Told when a look at a source has ended.</summary>
    public event EventHandler? Looked;

    /// <inheritdoc />
    public Task FirstPass => _firstPass.Task;

    /// <inheritdoc />
    public bool HasBeenRead => _hadStored || FirstPass.IsCompleted;

    /// <inheritdoc />
    public IReadOnlyList<LocationStatus> Locations => [.. Snapshot().Select(l => l.Status)];

    public TimeSpan PollInterval => options.PollInterval;

    /// <summary>The catalog as it was stored, before any source was looked at; null when nothing could be read. Once: it is not held any longer than it is asked for.</summary>
    public CatalogGraph? TakeStored() => Interlocked.Exchange(ref _stored, null);

    /// <summary>Sources in the order in which the first claim wins.</summary>
    public IReadOnlyList<LocationState> Snapshot()
    {
        lock (_listLock)
        {
            return [.. _locations.Values.OrderBy(l => l.Order)];
        }
    }

    public void CompleteFirstPass() => _firstPass.TrySetResult();

    /// <summary>Loads what the database holds and shows it; sources named by settings are added, those that settings no longer name are dropped.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        // Settings first: without a database these sources are read all the same.
        var order = 0;
        foreach (var setting in options.Locations)
        {
            Add(new LocationState(TargetOf(setting.Type, setting.Target, trusted: true), "settings", clock.GetUtcNow(), order++));
        }

        foreach (var part in builtIn)
        {
            Add(new LocationState(TargetOf(part.Type, part.Target, trusted: true), "built-in", clock.GetUtcNow(), part.Type == Discovered.LocationType ? int.MaxValue : order++)); // what anybody declares comes before what was discovered
        }

        _newestChange = await records.NewestChangeAsync(ct);
        _choices = await records.ChoicesAsync(ct);
        await FollowRetiredAsync(always: true, ct);
        var stored = await records.LocationsAsync(ct);
        var rows = stored.ToDictionary(l => l.Id, StringComparer.Ordinal);
        foreach (var row in stored)
        {
            if (Find(row.Id) is not null)
            {
                continue;
            }

            if (row.Origin is "settings" or "built-in")
            {
                await removals.RemoveAsync(row.Id, CatalogRecords.Portal, ct);
            }
            else
            {
                Add(new LocationState(new(row.Id, row.Type, row.Target, row.IsTrusted), row.Origin, row.CreatedAt, _nextOrder++));
            }
        }

        foreach (var state in Snapshot())
        {
            await records.LoadAsync(state, rows.GetValueOrDefault(state.Target.Id), ct);
        }

        await ShowAsync(ct);
        _stored = store.Current;
        _hadStored = _stored.Entities.Count > 0;
        GiveBack(Snapshot().Sum(s => s.Documents.Count));
    }

    // Reading much at once leaves much behind, and a catalog then rests for hours: memory is given back before requests come, or when what was read is stored.
    private static void GiveBack(int documents)
    {
        if (documents >= MuchAtOnce)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>Looks at one source now. A failing source is a status, never an exception.</summary>
    /// <param name="actor">Ref of who asked for the look; null: the schedule.</param>
    public async Task RunAsync(LocationState state, string? actor, CancellationToken ct)
    {
        await state.Gate.WaitAsync(ct);
        var started = clock.GetTimestamp();
        try
        {
            if (state.Removed)
            {
                return;
            }

            await FollowRetiredAsync(always: false, ct);
            var target = state.Target;
            var reading = await reader.ReadAsync(target, state.ReadAs == target ? state.Reading : null, file => state.Documents.Where(d => d.File == file).Select(d => d.Entity), ct);
            state.ReadAs = target;
            state.LastDuration = clock.GetElapsedTime(started);
            if (!state.Removed)
            {
                await ApplyAsync(state, reading, actor, ct);
            }
        }
        finally
        {
            state.NextRunAt = clock.GetUtcNow() + options.PollInterval;
            state.Gate.Release();
            Looked?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <inheritdoc />
    public Task<Result<RegisteredLocation>> RegisterAsync(string type, string target, string origin, CancellationToken ct)
        => RegisterAsync(type, target, origin, trusted: false, ct);

    /// <inheritdoc />
    public Task<Result<RegisteredLocation>> RegisterTrustedAsync(string type, string target, string origin, CancellationToken ct)
        => RegisterAsync(type, target, origin, trusted: true, ct);

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> RefreshAsync(string id, string by, CancellationToken ct)
    {
        if (Find(id) is not { } state)
        {
            return CatalogErrors.NoLocation(id);
        }

        reader.Want(state.Target);
        return await LookAsync(state, by, ct);
    }

    /// <summary>Looks at every source again, because the rules that documents are checked by have changed, and shows the outcome.</summary>
    public async Task ReviseAsync(CancellationToken ct)
    {
        foreach (var state in Snapshot())
        {
            // One that does not answer is read by the new rules when it does.
            await Task.WhenAny(Task.Run(() => RunAsync(state, actor: null, _lifetime.Token), CancellationToken.None), Task.Delay(AnswerWithin, clock, ct));
            ct.ThrowIfCancellationRequested();
        }

        // A change of relations alone leaves every document as it was, and the graph not.
        await ShowAsync(ct);
    }

    /// <inheritdoc />
    public Task RefreshRepositoryAsync(string repositoryUrl, CancellationToken ct)
    {
        if (RepositoryName.Parse(repositoryUrl) is { } repository)
        {
            foreach (var state in Snapshot().Where(s => reader.Want(s.Target, repository, repositoryUrl)))
            {
                Due?.Invoke(state.Target.Id);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> RemoveAsync(string id, string by, CancellationToken ct)
    {
        if (Find(id) is not { } state)
        {
            return CatalogErrors.NoLocation(id);
        }

        if (!state.Status.IsRemovable)
        {
            return CatalogErrors.FromSettings(state.Target.Target);
        }

        // A look that is under way brings nothing any more; one that is stuck does not keep the source from going.
        state.Removed = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var entered = state.Gate.WaitAsync(limit.Token);
        await Task.WhenAny(entered, Task.Delay(AnswerWithin, clock, limit.Token));
        await limit.CancelAsync();
        await ((Task)entered).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            ct.ThrowIfCancellationRequested();
            await removals.RemoveAsync(id, by, ct);
            lock (_listLock)
            {
                _locations.Remove(id);
            }
        }
        catch
        {
            state.Removed = false;
            throw;
        }
        finally
        {
            if (entered.IsCompletedSuccessfully)
            {
                state.Gate.Release();
            }
        }

        await ShowAsync(ct);
        ListChanged?.Invoke(this, EventArgs.Empty);
        return state.Status;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // registered under two types, so disposed twice
        }

        // What is stuck in a look is left behind: shutting down waits for no source.
        _lifetime.Cancel();
        _lifetime.Dispose();
        if (Snapshot().Any(s => s.IsBusy))
        {
            return;
        }

        _swap.Dispose();
        _retiring.Dispose();
        foreach (var state in Snapshot())
        {
            state.Dispose();
        }
    }

    private static LocationTarget TargetOf(string type, string target, bool trusted)
    {
        var kind = type.Trim().ToLowerInvariant();
        var text = target.Trim();
        return new(Merge.Sha256($"{kind}|{text}")[..16], kind, text, trusted);
    }

    private async Task<Result<RegisteredLocation>> RegisterAsync(string type, string target, string origin, bool trusted, CancellationToken ct)
    {
        if (LocationRules.Problem(type, target, options, reader) is { } problem)
        {
            return problem;
        }

        var wanted = TargetOf(type, target, trusted);
        LocationState state;
        bool isNew;
        lock (_listLock)
        {
            isNew = !_locations.TryGetValue(wanted.Id, out var known);
            state = known ?? (_locations[wanted.Id] = new LocationState(wanted, origin, clock.GetUtcNow(), _nextOrder++));
            if (trusted)
            {
                state.Trust(origin);
            }
        }

        var status = await LookAsync(state, origin, ct);
        ListChanged?.Invoke(this, EventArgs.Empty);
        return new RegisteredLocation(status, [.. state.Documents.Select(d => d.Entity.Ref.ToString()).Order(StringComparer.Ordinal)], isNew);
    }

    // The look goes on when the answer is due or the caller has gone; its own thread, since a folder of a stuck file server blocks whoever asks for it.
    private async Task<LocationStatus> LookAsync(LocationState state, string? actor, CancellationToken ct)
    {
        var look = Task.Run(() => RunAsync(state, actor, _lifetime.Token), CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (await Task.WhenAny(look, Task.Delay(AnswerWithin, clock, limit.Token)) == look)
        {
            await limit.CancelAsync();
            await look;
            return state.Status;
        }

        _ = look.ContinueWith(t => Log.Ended(logger, t.Exception!.InnerException!, state.Status.Target), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        ct.ThrowIfCancellationRequested();
        var status = state.Status;
        return status with
        {
            Errors = [.. status.Errors, new(status.Target, 0, 0, $"It is still being read after {AnswerWithin.TotalSeconds:0} s; what it holds appears when that ends.", "Look at the list of locations again in a minute. If this stays, check the address and the network between the portal and it.")],
        };
    }

    private void Add(LocationState state)
    {
        lock (_listLock)
        {
            _locations.TryAdd(state.Target.Id, state);
        }
    }

    private LocationState? Find(string id)
    {
        lock (_listLock)
        {
            return _locations.GetValueOrDefault(id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Information, "{Location}: {Documents} entities, {Errors} errors")]
        public static partial void Read(ILogger logger, string location, int documents, int errors);

        [LoggerMessage(6002, LogLevel.Warning, "{Location} has {Errors} errors; the first: {File} line {Line}: {Message}")]
        public static partial void HasErrors(ILogger logger, string location, int errors, string file, int line, string message);

        [LoggerMessage(6004, LogLevel.Error, "Reading {Location} failed after its request had been answered; it is tried again on schedule")]
        public static partial void Ended(ILogger logger, Exception exception, string location);

        [LoggerMessage(6005, LogLevel.Warning, "{Location} no longer holds {Gone} of its {Held} entities: they stay until somebody decides under Admin, Locations")]
        public static partial void RemovalWaits(ILogger logger, string location, int gone, int held);

        [LoggerMessage(6003, LogLevel.Error, "What was read from {Location} could not be stored; the catalog shows it, and storing is tried again")]
        public static partial void NotStored(ILogger logger, Exception exception, string location);
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Versions;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;

namespace Portal.Infrastructure.Versions;

/// <summary>
/// Looks on schedule, and at once where a webhook says so, for the releases and tags of the repositories that catalog entities come from or name. Only these are asked: an annotation
/// alone makes the portal ask for no repository outside its own organisation.
/// </summary>
internal sealed partial class VersionService(
    ICatalog catalog, CatalogIngest ingest, RepositoryVersionStore store, VersionReader reader, GitHubClients clients, ILiveFeed feed, TimeProvider clock, ILogger<VersionService> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StoreEvery = TimeSpan.FromHours(1);
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<string, (DateTimeOffset DueAt, int Failures)> _due = new(StringComparer.Ordinal);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        store.Wanted = () => _wake.Writer.TryWrite(true);
        try
        {
            await store.LoadAsync(cancellationToken);
        }
        catch (Exception ex) when (ex is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            Log.NotLoaded(logger, ex); // they are found again
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Asks every repository whose time has come.</summary>
    /// <returns>How many were asked.</returns>
    internal async Task<int> LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = Sources().Where(s => store.TakeWish(s.Key) || !_due.TryGetValue(s.Key, out var known) || known.DueAt <= now).ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (source, token) => await LookAsync(source, token));
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ingest.FirstPass.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception ex) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, ex); // a bug in one round must not end the schedule
            }

            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task woken = _wake.Reader.ReadAsync(timeout.Token).AsTask();
            await Task.WhenAny(woken, Task.Delay(Round, clock, timeout.Token));
            await timeout.CancelAsync();
            await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(VersionSource source, CancellationToken ct)
    {
        var (found, problem) = await reader.ReadAsync(source, ct);
        var now = clock.GetUtcNow();
        if (found is null)
        {
            var failures = _due.GetValueOrDefault(source.Key).Failures + 1;
            var pause = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 8));
            _due[source.Key] = (clients.Budget.Wait is { } wait && source.OnGitHub is not null ? wait.Until : now + pause, failures);
            if (failures == 1)
            {
                Log.Unread(logger, source.Key, problem!);
            }

            return;
        }

        _due[source.Key] = (now + clients.Options.VersionInterval, 0);
        try
        {
            if (await store.TakeAsync(source.Key, found, StoreEvery, ct))
            {
                feed.Publish(Topics.Catalog);
            }
        }
        catch (Exception ex) when (ex is System.Data.Common.DbException or Microsoft.EntityFrameworkCore.DbUpdateException or InvalidOperationException or TimeoutException && !ct.IsCancellationRequested)
        {
            Log.NotStored(logger, ex, source.Key); // shown all the same, and stored at the next change
        }
    }

    private List<VersionSource> Sources()
    {
        // With the user and token that a location's address may carry; labels of files are without.
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var location in ingest.Snapshot().Where(l => l.Target.Type is "git" or "url"))
        {
            if ((location.Target.Type == "git" || GitTarget.IsWebForm(location.Target.Target)) && GitTarget.Parse(location.Target.Target, out _) is { } target)
            {
                addresses.TryAdd(RepositoryName.KeyOf(target.Repository), target.Repository);
            }
        }

        var connected = clients.Options.ReadProblem is null;
        var read = ingest.Snapshot().Where(l => l.Target.Type == "github-org").Select(l => l.Target.Id).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, VersionSource> found = new(StringComparer.Ordinal);
        foreach (var entity in catalog.Current.Entities)
        {
            var own = entity.Sources.Count > 0 && RepositoryName.OfLabel(entity.Sources[0].Location) is { } label ? RepositoryName.KeyOf(label) : null;
            foreach (var named in EntityRepositories.Of(entity))
            {
                var key = store.OnServer(named) ?? named;
                if (!found.ContainsKey(key) && SourceOf(key, isOwn: key == own && (addresses.ContainsKey(key) || read.Contains(entity.Sources[0].LocationId ?? ""))) is { } source)
                {
                    found[key] = source;
                }
            }
        }

        return [.. found.Values];

        VersionSource? SourceOf(string key, bool isOwn)
        {
            var name = RepositoryName.Parse("https://" + key);
            if (connected && name is not null && name.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase) && (isOwn || name.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase)))
            {
                return new(key, name, null);
            }

            return isOwn && addresses.TryGetValue(key, out var address) ? new(key, null, address) : null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6031, LogLevel.Warning, "Stored versions could not be loaded; they are looked for again")]
        public static partial void NotLoaded(ILogger logger, Exception exception);

        [LoggerMessage(6032, LogLevel.Error, "Looking for releases and tags failed unexpectedly; it is tried again on schedule")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(6033, LogLevel.Information, "Releases and tags of {Repository} could not be read; what was known stays: {Problem}")]
        public static partial void Unread(ILogger logger, string repository, string problem);

        [LoggerMessage(6034, LogLevel.Error, "Releases and tags of {Repository} could not be stored")]
        public static partial void NotStored(ILogger logger, Exception exception, string repository);
    }
}

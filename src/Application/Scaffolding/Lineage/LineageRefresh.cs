using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Versions;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>
/// Looks at repositories, beside requests: whether upgrades were merged or closed, and what services say they were made from whose lineage the portal does not know. What a repository records counts
/// more than what the database remembers.
/// </summary>
public sealed class LineageRefresh(LineageStore store, ICatalog catalog, IRepositoryChanges repositories, ITemplateArchive archive, TimeProvider clock) : IDisposable
{
    /// <summary>A service names its template here.</summary>
    public const string Annotation = "portal.dev/template";

    /// <summary>A repository is not asked again before this, unless the catalog has seen a new commit of it: a server counts requests.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const int MostAtOnce = 20;

    private readonly Dictionary<string, (DateTimeOffset At, string? Commit)> _looked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>One look at what may have changed; a second one waits for the first.</summary>
    /// <param name="all">Also at what was looked at just now: somebody asks.</param>
    public async Task RunOnceAsync(bool all, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await LookAsync(all, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(bool all, CancellationToken ct)
    {
        await store.ReloadAsync(ct);
        var looks = 0;
        foreach (var upgrade in store.Current.Upgrades.Where(u => u.IsActive).ToList())
        {
            var commit = CommitOf(upgrade.Entity);
            var isNew = _looked.TryGetValue(upgrade.RunId, out var last) && last.Commit != commit;
            if (upgrade.State == UpgradeState.Requested || all || isNew || IsDue(upgrade.RunId))
            {
                _looked[upgrade.RunId] = (clock.GetUtcNow(), commit);
                await FollowAsync(upgrade, all || isNew, ct);
            }
        }

        var known = store.Current;
        foreach (var entity in catalog.Current.Entities.Where(e => e.Annotations.ContainsKey(Annotation) && known.Of(e.Ref.ToString()) is null).ToList())
        {
            if ((all || IsDue(entity.Ref.ToString())) && looks++ < MostAtOnce)
            {
                _looked[entity.Ref.ToString()] = (clock.GetUtcNow(), null);
                await AdoptAsync(entity, ct);
            }
        }
    }

    private bool IsDue(string key) => !_looked.TryGetValue(key, out var last) || clock.GetUtcNow() - last.At >= Patience;

    private string? CommitOf(string entity) => EntityRef.TryParse(entity, out var reference) && catalog.Current.Find(reference)?.Sources is [var source, ..] ? source.Commit : null;

    /// <summary>Reads the record of one service's repository now.</summary>
    public async Task LookAsync(LineageEntry entry, CancellationToken ct)
    {
        if (RepoUrl.TryParse(entry.Repository, out var repository) is null && (await RecordAsync(repository!, ct)) is { } record && (record.Hash != entry.Hash || record.Version != entry.Version) && IsNews(record, entry))
        {
            await store.MoveAsync(entry.Entity, record, ct);
        }
    }

    private static bool IsNews(RepositoryRecord record, LineageEntry entry)
        => record.Template == entry.Template && (record.Hash is not null || record.Version != entry.Version); // a record without a hash says less than the row

    private async Task FollowAsync(UpgradeEntry upgrade, bool mayHaveMoved, CancellationToken ct)
    {
        if (upgrade is { State: UpgradeState.Requested, RunStatus: null or RunStatus.Failed or RunStatus.Cancelled or RunStatus.Cleaned })
        {
            await store.ChangeUpgradeAsync(upgrade.RunId, u => u.Become(UpgradeState.Failed, clock.GetUtcNow()), ct);
            return;
        }

        if (upgrade.State != UpgradeState.Open || RepoUrl.TryParse(upgrade.Repository, out var repository) is not null)
        {
            return;
        }

        // One question; the record is read only where it may have changed.
        var state = await repositories.StateAsync(repository!, upgrade.Branch, ct);
        if (!state.IsSuccess || (state.Value.Standing == ChangeStanding.Open && !mayHaveMoved))
        {
            return;
        }

        if (store.Current.Of(upgrade.Entity) is { } entry)
        {
            await LookAsync(entry, ct);
        }

        if (state.Value.Standing != ChangeStanding.Open && store.Current.Upgrades.FirstOrDefault(u => u.RunId == upgrade.RunId) is { State: UpgradeState.Open })
        {
            var end = state.Value.Standing == ChangeStanding.Merged ? UpgradeState.Merged : UpgradeState.Closed;
            await store.ChangeUpgradeAsync(upgrade.RunId, u => u.Become(end, clock.GetUtcNow()), ct);
        }
    }

    private async Task AdoptAsync(CatalogEntity entity, CancellationToken ct)
    {
        foreach (var address in EntityRepositories.Of(entity).Distinct(StringComparer.Ordinal))
        {
            if (repositories.Find(address) is not { } repository || await RecordAsync(repository, ct) is not { } record)
            {
                continue;
            }

            if (!EntityRef.TryParse(record.Template, "template", EntityRef.DefaultNamespace, out var template))
            {
                continue;
            }

            var now = clock.GetUtcNow();
            await store.RecordAsync(
                new()
                {
                    Entity = entity.Ref.ToString(),
                    Repository = repository.ToString(),
                    Template = template.ToString(),
                    TemplateVersion = record.Version is { Length: <= TemplateContent.VersionMaxLength } version ? version : null,
                    TemplateHash = record.Hash is { Length: TemplateContent.HashLength } hash ? hash : null,
                    ValuesJson = record.Values.ToJsonString(),
                    CreatedBy = "system:portal",
                    CreatedAt = now,
                    MovedAt = now,
                },
                ct);
            return;
        }
    }

    private async Task<RepositoryRecord?> RecordAsync(RepoUrl repository, CancellationToken ct)
    {
        var head = await repositories.HeadAsync(repository, ct);
        if (!head.IsSuccess || !head.Value.Files.ContainsKey(RepositoryRecord.FileName))
        {
            return null;
        }

        var read = await head.Value.ReadAsync([RepositoryRecord.FileName], ct);
        return read.IsSuccess && read.Value.TryGetValue(RepositoryRecord.FileName, out var bytes) ? RepositoryRecord.Of(archive.ReadYaml(Encoding.UTF8.GetString(bytes))) : null;
    }
}

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

    /// <summary>A repository that did not answer, or holds no record, is not asked again before this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>One look at everything that may have changed; a second one waits for the first.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await LookAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(CancellationToken ct)
    {
        await store.ReloadAsync(ct);
        foreach (var upgrade in store.Current.Upgrades.Where(u => u.IsActive).ToList())
        {
            await FollowAsync(upgrade, ct);
        }

        var now = clock.GetUtcNow();
        var known = store.Current;
        foreach (var entity in catalog.Current.Entities.Where(e => e.Annotations.ContainsKey(Annotation) && known.Of(e.Ref.ToString()) is null).ToList())
        {
            if (!_asked.TryGetValue(entity.Ref.ToString(), out var last) || now - last >= Patience)
            {
                _asked[entity.Ref.ToString()] = now;
                await AdoptAsync(entity, ct);
            }
        }
    }

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

    private async Task FollowAsync(UpgradeEntry upgrade, CancellationToken ct)
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

        if (store.Current.Of(upgrade.Entity) is { } entry)
        {
            await LookAsync(entry, ct);
        }

        if (store.Current.Upgrades.FirstOrDefault(u => u.RunId == upgrade.RunId) is not { State: UpgradeState.Open })
        {
            return;
        }

        var state = await repositories.StateAsync(repository!, upgrade.Branch, ct);
        if (state.IsSuccess && state.Value.Standing != ChangeStanding.Open)
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

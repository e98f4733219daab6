using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What other replicas have found, registered and removed.</summary>
internal sealed partial class CatalogIngest
{
    // Numbers are given before rows are written: one that is written later may have the lower number.
    private const int LookedAtAgain = 50;

    private readonly HashSet<long> _followed = [];
    private long? _newestChange;

    /// <summary>Has the sources looked at now in which another replica found changes since the last call, and takes over sources that it registered or removed. One caller at a time.</summary>
    /// <returns>How many sources are affected.</returns>
    /// <remarks>Throws what the database throws.</remarks>
    public async Task<int> FollowOthersAsync(CancellationToken ct)
    {
        if (_newestChange is not { } newest)
        {
            _newestChange = await records.NewestChangeAsync(ct);
            return 0;
        }

        var changes = (await records.ChangesSinceAsync(newest - LookedAtAgain, ct)).Where(c => c.Id > newest || !_followed.Contains(c.Id)).ToList();
        if (changes.Count == 0)
        {
            return 0;
        }

        _newestChange = Math.Max(newest, changes.Max(c => c.Id));
        _followed.UnionWith(changes.Select(c => c.Id));
        _followed.RemoveWhere(id => id < _newestChange - LookedAtAgain);
        var affected = 0;
        foreach (var location in changes.GroupBy(c => c.LocationId, StringComparer.Ordinal))
        {
            affected += await FollowAsync(location.Key, [.. location.Select(c => c.Id)], ct) ? 1 : 0;
        }

        return affected;
    }

    private async Task<bool> FollowAsync(string id, HashSet<long> changes, CancellationToken ct)
    {
        var row = (await records.LocationsAsync(ct)).FirstOrDefault(l => l.Id == id);
        switch (Find(id))
        {
            case null when row is not null && row.Origin is not ("settings" or "built-in"):
                LocationState state;
                lock (_listLock)
                {
                    state = new(new(row.Id, row.Type, row.Target, row.IsTrusted), row.Origin, row.CreatedAt, _nextOrder++);
                }

                await records.LoadAsync(state, row, ct);
                Add(state);
                await ShowAsync(ct);
                ListChanged?.Invoke(this, EventArgs.Empty);
                return true;
            case { Status.IsRemovable: true } known when row is null:
                known.Removed = true;
                lock (_listLock)
                {
                    _locations.Remove(id);
                }

                await ShowAsync(ct);
                ListChanged?.Invoke(this, EventArgs.Empty);
                return true;
            case { } known when row is not null:
                changes.ExceptWith(known.Rows.Values.Select(r => r.ChangeId));
                if (changes.Count > 0)
                {
                    Due?.Invoke(id);
                }

                return changes.Count > 0;
            default:
                return false;
        }
    }
}

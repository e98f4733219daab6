using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What people decide about sources and claims: removals taken back or approved, conflicts settled.</summary>
internal sealed partial class CatalogIngest
{
    /// <summary>Which claims were chosen, by ref.</summary>
    public IReadOnlyDictionary<string, CatalogChoice> Choices => Volatile.Read(ref _choices);

    /// <summary>Grows with each choice.</summary>
    public long ChoicesVersion => Interlocked.Read(ref _choicesVersion);

    /// <inheritdoc />
    public Task<Removals> RemovalsAsync(CancellationToken ct) => removals.ListAsync(ct);

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> DecideRemovalAsync(string id, bool remove, string by, CancellationToken ct)
    {
        if (Find(id) is not { } state)
        {
            return CatalogErrors.NoLocation(id);
        }

        await state.Gate.WaitAsync(ct);
        try
        {
            if (state.Pending is not { } pending)
            {
                return CatalogErrors.NothingPending(id);
            }

            var refs = pending.Refs.ToHashSet(StringComparer.Ordinal);
            if (remove)
            {
                // What is there again by the time of the next look stays: only what is still missing goes.
                state.Approved = state.Documents.Where(d => d.Kept && refs.Contains(d.Entity.Ref.ToString())).Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
            }
            else
            {
                var restored = new Restoration(by, clock.GetUtcNow());
                state.Documents = [.. state.Documents.Select(d => d.Kept && refs.Contains(d.Entity.Ref.ToString()) ? Merge.Restored(d, restored) : d)];
                (state.Pending, state.Reading) = (null, null);
            }
        }
        finally
        {
            state.Gate.Release();
        }

        return await LookAsync(state, by, ct);
    }

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> RestoreAsync(string reference, string by, CancellationToken ct)
    {
        if (await removals.FindAsync(reference, ct) is not var (tombstone, document))
        {
            return CatalogErrors.NoRemoval(reference);
        }

        if (Find(tombstone.LocationId) is not { } state)
        {
            return CatalogErrors.LocationGone(reference, TargetMask.Mask(tombstone.Target));
        }

        await AllowAsync(reference, ct);
        return await ChangeAsync(state, by, documents => documents.Any(d => d.Key == document.Key) ? documents
            : [.. documents, Merge.Restored(document, new(by, clock.GetUtcNow()))], ct);
    }

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> ReleaseAsync(string reference, string by, CancellationToken ct)
    {
        var state = Snapshot().FirstOrDefault(s => s.Documents.Any(IsMeant));
        return state is null ? CatalogErrors.NoEntity(reference) : await ChangeAsync(state, by, documents => [.. documents.Where(d => !IsMeant(d))], ct);

        bool IsMeant(HeldDocument document) => document.Restored is not null && document.Entity.Ref.ToString() == reference;
    }

    /// <inheritdoc />
    public async Task<Result<LocationStatus>> RestoreLocationAsync(string id, string by, CancellationToken ct)
    {
        if (Find(id) is not null || await removals.ReviveAsync(id, by, ct) is not { } row)
        {
            return CatalogErrors.NoRemoval($"the location {id}");
        }

        var state = new LocationState(new(row.Id, row.Type, row.Target, row.IsTrusted), row.Origin, row.CreatedAt, Interlocked.Increment(ref _nextOrder));
        await records.LoadAsync(state, row, ct);
        Add(state);
        await ShowAsync(ct);
        var status = await LookAsync(state, by, ct);
        ListChanged?.Invoke(this, EventArgs.Empty);
        return status;
    }

    /// <inheritdoc />
    public IReadOnlyList<EntityClaim> ClaimsOf(EntityRef reference)
    {
        var choice = Choices.GetValueOrDefault(reference.ToString());
        var claims = Snapshot().SelectMany(l => l.Documents.Where(d => d.Entity.Ref == reference).Select(d => (Location: l, Document: d)))
            .DistinctBy(c => (c.Document.File, c.Document.Entity.Sources[0].Line)).ToList();
        var shown = claims.FindIndex(c => Merge.IsChosen(c.Document, choice));
        var isChosen = shown >= 0;
        return
        [
            .. claims.Select((c, i) => new EntityClaim(c.Location.Target.Id, c.Location.Status.Target, c.Document.Key, c.Document.Entity, i == Math.Max(shown, 0),
                isChosen && i == shown ? choice!.ChosenBy : null, isChosen && i == shown ? choice!.ChosenAt : null)).OrderByDescending(c => c.IsShown),
        ];
    }

    /// <inheritdoc />
    public async Task<Result<EntityClaim>> ChooseAsync(EntityRef reference, string locationId, string key, string by, CancellationToken ct)
    {
        if (ClaimsOf(reference).FirstOrDefault(c => c.LocationId == locationId && c.Key == key) is null)
        {
            return CatalogErrors.NoClaim(reference.ToString());
        }

        Volatile.Write(ref _choices, await records.ChooseAsync(reference.ToString(), locationId, key, by, ct));
        Interlocked.Increment(ref _choicesVersion);
        await ShowAsync(ct);
        return ClaimsOf(reference)[0];
    }

    /// <summary>What is in the catalog now by the number of the change that brought it, and the order of the locations.</summary>
    public (IReadOnlyDictionary<long, (int Order, HeldDocument Held)> ByChange, IReadOnlyDictionary<string, int> Order) Present()
    {
        var locations = Snapshot();
        var byChange = new Dictionary<long, (int, HeldDocument)>();
        foreach (var state in locations)
        {
            var rows = state.Rows;
            foreach (var held in state.Documents)
            {
                if (rows.TryGetValue(held.Key, out var row) && row.Hash == held.Hash)
                {
                    byChange[row.ChangeId] = (state.Order, held.Entity.Errors.Count == 0 ? held : held with { Entity = held.Entity with { Errors = [] } });
                }
            }
        }

        return (byChange, locations.ToDictionary(l => l.Target.Id, l => l.Order, StringComparer.Ordinal));
    }

    private async Task<LocationStatus> ChangeAsync(LocationState state, string by, Func<IReadOnlyList<HeldDocument>, IReadOnlyList<HeldDocument>> change, CancellationToken ct)
    {
        await state.Gate.WaitAsync(ct);
        try
        {
            state.Documents = change(state.Documents);
            await ShowAsync(ct);
            await StoreAsync(state, by, ct);
            return state.Status;
        }
        finally
        {
            state.Gate.Release();
        }
    }
}

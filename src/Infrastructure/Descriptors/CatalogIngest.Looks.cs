using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What becomes of a look: merged with what was there, guarded, shown, stored.</summary>
internal sealed partial class CatalogIngest
{
    private async Task ApplyAsync(LocationState state, SourceReading reading, string? actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (state.IsReached && state.Approved.Count == 0 && state.StoredAt is not null && now - state.StoredAt <= StatusInterval && state.Reading is { } before && reading.IsSameAs(before))
        {
            (state.LastAttemptAt, state.LastSuccessAt, state.Reading) = (now, now, before with { Notes = reading.Notes, Memory = reading.Memory });
            return;
        }

        var merged = Guard(state, WithoutRetired(Merge.Apply(state.Documents, reading)), now);
        var (documents, errors) = (merged.Documents, merged.Errors);
        var errorsChanged = !errors.SequenceEqual(state.Errors);
        var changed = errorsChanged || reading.Commit != state.Commit || !Same(documents, state.Documents);
        (state.Documents, state.Errors, state.LastAttemptAt, state.IsReached) = (documents, errors, now, reading.Reached);
        if (reading.Reached)
        {
            (state.Reading, state.LastSuccessAt, state.Commit) = (reading, now, reading.Commit);
        }

        if (errorsChanged && errors.Count > 0)
        {
            Log.HasErrors(logger, state.Status.Target, errors.Count, errors[0].Location, errors[0].Line, errors[0].Message);
        }

        if (changed)
        {
            await ShowAsync(ct);
            Log.Read(logger, state.Status.Target, documents.Count, errors.Count);
        }

        if (changed || state.StoredAt is null || now - state.StoredAt > StatusInterval)
        {
            await StoreAsync(state, reading.Author ?? actor ?? CatalogRecords.Portal, ct);
        }
    }

    private async Task StoreAsync(LocationState state, string actor, CancellationToken ct)
    {
        try
        {
            var written = state.Documents.Count(d => d.Json is not null);
            await records.SaveAsync(state, actor, ct);

            if (written < MuchAtOnce)
            {
                return;
            }

            // Later: what was read is held by the look until that has ended.
            _ = Task.Delay(Settled, clock, _lifetime.Token).ContinueWith(_ => GiveBack(written), _lifetime.Token, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
        catch (Exception ex) when (ex is System.Data.Common.DbException or InvalidOperationException or TimeoutException or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            // The catalog in memory is right; what the database misses is written at the next look, because StoredAt stays behind.
            state.StoredAt = null;
            Log.NotStored(logger, ex, state.Status.Target);
        }
    }

    // A bad answer of a source must not empty the catalog: what would take away much of it stays until somebody has looked.
    private Merged Guard(LocationState state, Merged merged, DateTimeOffset now)
    {
        var held = state.Documents.Count;
        var gone = merged.Gone.Where(g => !state.Approved.Contains(g.Key)).ToList();
        if (SourceReader.ComesAndGoes(state.Target.Type) || gone.Count < options.RemovalGuard.Minimum || gone.Count <= held * options.RemovalGuard.Share)
        {
            (state.Pending, state.Approved) = (null, new HashSet<string>(StringComparer.Ordinal));
            return merged;
        }

        var since = state.Pending?.Since ?? now;
        state.Pending = new(since, held, [.. gone.Select(g => g.Entity.Ref.ToString()).Order(StringComparer.Ordinal)]);
        if (since == now)
        {
            Log.RemovalWaits(logger, state.Status.Target, gone.Count, held);
        }

        return merged with { Documents = [.. merged.Documents, .. gone.Select(Merge.Waiting)], Errors = [.. merged.Errors, Waits(state.Pending, state.Status.Target)] };
    }

    private static EntityError Waits(PendingRemoval pending, string target)
        => new(target, 0, 0, $"The source no longer holds {pending.Refs.Count} of its {pending.Of} entities. They stay until somebody decides.", "Mend the source, or remove or keep them under Admin, Locations.");

    private static bool Same(IReadOnlyList<HeldDocument> left, IReadOnlyList<HeldDocument> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        var known = right.ToDictionary(d => d.Key, StringComparer.Ordinal);
        return left.All(d => known.TryGetValue(d.Key, out var other)
            && (ReferenceEquals(d, other) || (other.Hash == d.Hash && other.Kept == d.Kept && other.Restored == d.Restored && d.Entity.Sources[0].Commit == other.Entity.Sources[0].Commit && d.Entity.Errors.SequenceEqual(other.Entity.Errors))));
    }

    // Building runs one at a time and reads all sources when its turn comes, so the last swap always holds everything.
    private async Task ShowAsync(CancellationToken ct)
    {
        await _swap.WaitAsync(ct);
        try
        {
            var locations = Snapshot();
            List<CatalogEntity> entities = [.. Merge.Resolve(locations.SelectMany(l => l.Documents), _choices)];
            var lost = Merge.Lost(entities, _choices);
            foreach (var state in locations)
            {
                state.LostClaims = [.. lost[state.Target.Id]];
            }

            store.Swap(entities);
        }
        finally
        {
            _swap.Release();
        }
    }
}

namespace Portal.Application.Incidents;

/// <content>What is written down, and what was written before this process.</content>
public sealed partial class RecentChanges
{
    private readonly List<SeenChange> _unsaved = [];

    /// <summary>When this process began to listen.</summary>
    internal DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Since when changes are known, and where not. Releases are known from the ledger; see <see cref="ReleasesSince"/>.</summary>
    public WatchCoverage Coverage { get; private set; } = new(clock.GetUtcNow(), []);

    /// <summary>From when on all releases are known, whether the portal was watching or not.</summary>
    public DateTimeOffset ReleasesSince { get; private set; } = clock.GetUtcNow();

    /// <summary>Changes that no database holds yet, in the order they were heard.</summary>
    internal IReadOnlyList<SeenChange> Unsaved(int most)
    {
        lock (_gate)
        {
            return [.. _unsaved.Take(most)];
        }
    }

    internal void Saved(IReadOnlyCollection<SeenChange> changes)
    {
        lock (_gate)
        {
            var written = changes.ToHashSet(ReferenceEqualityComparer.Instance);
            _unsaved.RemoveAll(written.Contains);
        }
    }

    /// <summary>Takes changes that this process has not heard: written before it began, or by another one.</summary>
    internal void Take(IReadOnlyList<SeenChange> stored)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            Merge([.. stored.Where(c => now - c.At <= Kept)]);
            Forget(now);
        }
    }

    /// <summary>From then on changes of the cluster are heard; null before.</summary>
    internal DateTimeOffset? HeardSince(string cluster)
    {
        lock (_gate)
        {
            return _watchedSince.TryGetValue(cluster, out var since) ? since : null;
        }
    }

    /// <summary>Takes what was found to have changed while nobody was watching, unless it had been heard and written already.</summary>
    /// <param name="lookedAt">When what it was compared with was looked at.</param>
    /// <returns>Whether there was anything.</returns>
    internal bool TakeUnwatched(IEnumerable<SeenChange> found, DateTimeOffset lookedAt)
    {
        lock (_gate)
        {
            var known = _changes.Where(c => c.At >= lookedAt - SameWithin).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
            var fresh = found.Where(c => !known.Contains(c.Key)).ToList();
            fresh.ForEach(Hear);
            Forget(clock.GetUtcNow());
            return fresh.Count > 0;
        }
    }

    internal void Cover(WatchCoverage coverage)
    {
        lock (_gate)
        {
            Coverage = coverage;
        }
    }

    private void Hear(SeenChange change)
    {
        if (Add(change) is not { } kept || IsInLedger(kept))
        {
            return;
        }

        _unsaved.Add(kept);
        if (_unsaved.Count > MostKept)
        {
            _unsaved.RemoveRange(0, _unsaved.Count - MostKept);
        }
    }

    private static bool IsInLedger(SeenChange change)
        => (change.Kind is ChangeKind.Rollout or ChangeKind.Rollback or ChangeKind.Restart) && (change.ObjectKind is "Deployment" or "StatefulSet" or "DaemonSet");
}

namespace Portal.Application.Packages;

/// <summary>The last count over all packages, kept for a short while: it reads an index from end to end, which is too much to do for every visitor.</summary>
internal sealed class PackageOverviews(TimeProvider clock)
{
    // Another replica's uploads are seen after at most this long; this one's at once.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private PackageCounts? _counts;
    private long _writes;

    /// <summary>The last count, or null when it is too old or something was written since.</summary>
    public PackageCounts? Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts is { } counts && clock.GetUtcNow() - counts.At < Fresh ? counts : null;
            }
        }
    }

    /// <summary>Grows with every write: what was counted before one is not kept after it.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    public void Keep(PackageCounts counts, long writesBefore)
    {
        lock (_gate)
        {
            if (writesBefore == _writes)
            {
                _counts = counts;
            }
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _writes++;
            _counts = null;
        }
    }
}

/// <param name="At">When it was counted.</param>
internal sealed record PackageCounts(DateTimeOffset At, int Packages, int Uses, IReadOnlyList<UsedPackage> MostUsed, IReadOnlyList<PackageSetView> Newest, IReadOnlySet<string> Described);

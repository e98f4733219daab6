using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Names that are kept out although sources hold them.</summary>
internal sealed partial class CatalogIngest
{
    private static readonly TimeSpan RetiredInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<Result<Done>> RetireAsync(string reference, string by, CancellationToken ct)
    {
        await records.RetireAsync(reference, by, ct);
        await FollowRetiredAsync(always: true, ct);
        foreach (var state in Snapshot().Where(s => s.Documents.Any(IsMeant)))
        {
            await ChangeAsync(state, by, documents => [.. documents.Where(d => !IsMeant(d))], ct);
        }

        return Done.Value;

        bool IsMeant(HeldDocument document) => document.Entity.Ref.ToString() == reference;
    }

    /// <inheritdoc />
    public async Task<Result<Done>> UnretireAsync(string reference, string by, CancellationToken ct)
    {
        await AllowAsync(reference, ct);
        if (await removals.FindAsync(reference, ct) is not var (tombstone, _))
        {
            return Done.Value; // it is there again, or it went so long ago that only its source brings it back
        }

        if (Find(tombstone.LocationId) is not { } state)
        {
            return CatalogErrors.LocationGone(reference, TargetMask.Mask(tombstone.Target));
        }

        await LookAsync(state, by, ct);
        if (state.Documents.Any(d => d.Entity.Ref.ToString() == reference))
        {
            return Done.Value;
        }

        var restored = await RestoreAsync(reference, by, ct);
        return restored.Failure is { } failure ? failure : Done.Value;
    }

    private async Task AllowAsync(string reference, CancellationToken ct)
    {
        await records.AllowAsync(reference, ct);
        await FollowRetiredAsync(always: true, ct);
    }

    /// <summary>Another replica may have retired a name, or taken that back. Without a database what was known stays.</summary>
    private async Task FollowRetiredAsync(bool always, CancellationToken ct)
    {
        if (!always && clock.GetUtcNow() - _retired.ReadAt < RetiredInterval)
        {
            return;
        }

        // In turn: a read that began before a name was retired must not be the last to say what is.
        await _retiring.WaitAsync(ct);
        try
        {
            var names = await records.RetiredAsync(ct);
            _retired = new(names, names.SetEquals(_retired.Names) ? _retired.Version : _retired.Version + 1, clock.GetUtcNow());
        }
        catch (Exception ex) when (!always && ex is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            _retired = _retired with { ReadAt = clock.GetUtcNow() };
        }
        finally
        {
            _retiring.Release();
        }
    }

    private Merged WithoutRetired(Merged merged)
    {
        var retired = _retired.Names;
        return retired.Count == 0 || !merged.Documents.Any(d => retired.Contains(d.Entity.Ref.ToString())) ? merged
            : merged with { Documents = [.. merged.Documents.Where(d => !retired.Contains(d.Entity.Ref.ToString()))] };
    }
}

/// <param name="Version">Grows with each change.</param>
internal sealed record RetiredNames(IReadOnlySet<string> Names, int Version, DateTimeOffset ReadAt);

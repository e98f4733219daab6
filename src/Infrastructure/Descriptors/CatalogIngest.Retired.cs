using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Names that are kept out although sources hold them.</summary>
internal sealed partial class CatalogIngest
{
    /// <inheritdoc />
    public async Task<Result<Done>> RetireAsync(string reference, string by, CancellationToken ct)
    {
        await records.RetireAsync(reference, by, ct);
        Volatile.Write(ref _retired, await records.RetiredAsync(ct));
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

        await state.Gate.WaitAsync(ct);
        state.Reading = null; // what was read last is the same as now, and means something else
        state.Gate.Release();
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
        Volatile.Write(ref _retired, await records.RetiredAsync(ct));
    }

    private Merged WithoutRetired(Merged merged)
    {
        var retired = Volatile.Read(ref _retired);
        return retired.Count == 0 || !merged.Documents.Any(d => retired.Contains(d.Entity.Ref.ToString())) ? merged
            : merged with { Documents = [.. merged.Documents.Where(d => !retired.Contains(d.Entity.Ref.ToString()))] };
    }
}

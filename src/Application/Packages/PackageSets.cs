using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Packages;

/// <summary>A set to be stored.</summary>
/// <param name="Entity">Full ref.</param>
/// <param name="Source">Replaces the set of this source.</param>
/// <param name="By">Ref of who brings it.</param>
/// <param name="Stamp">SHA-256 of what it was read from.</param>
public sealed record NewPackageSet(string Entity, string Source, PackageDocument Document, string By, string? Commit, string Stamp);

/// <summary>Stores sets; a set is replaced as a whole or not at all.</summary>
public interface IPackageSets
{
    /// <summary>Stores the set in place of the entity's former one of that source.</summary>
    /// <returns>The row; or a conflict when another writer kept being faster.</returns>
    Task<Result<PackageSet>> ReplaceAsync(NewPackageSet set, CancellationToken ct);

    /// <summary>Keeps what a set holds, and says why it is not replaced.</summary>
    /// <param name="stamp">Of what could not be read, so that it is not tried again before it changes.</param>
    Task KeepAsync(long id, IReadOnlyList<string> notes, string stamp, CancellationToken ct);

    /// <summary>Removes a set with everything in it.</summary>
    /// <returns>False when it is gone already.</returns>
    Task<bool> RemoveAsync(long id, CancellationToken ct);
}

internal sealed class PackageSets(IPortalDbFactory databases, PackageNames names, PackageOverviews overviews, ILiveFeed feed, TimeProvider clock) : IPackageSets
{
    private const int Attempts = 4;
    private const int MaxSteps = 32;

    public async Task<Result<PackageSet>> ReplaceAsync(NewPackageSet set, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await names.IdsAsync(set.Document.Items, ct) is { } ids && await TryAsync(set, ids, ct) is { } stored)
            {
                Changed(set.Entity);
                return stored;
            }
        }

        return PackageErrors.Busy(set.Entity);
    }

    public async Task KeepAsync(long id, IReadOnlyList<string> notes, string stamp, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (await db.Set<PackageSet>().FirstOrDefaultAsync(s => s.Id == id, ct) is { } set)
        {
            (set.Notes, set.Stamp) = (Cut(string.Join('\n', notes), PackageSet.NotesMaxLength), stamp);
            await db.SaveAsync(ct);
            Changed(set.Entity);
        }
    }

    public async Task<bool> RemoveAsync(long id, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (await db.Set<PackageSet>().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } set)
        {
            return false;
        }

        db.Set<PackageSet>().Remove(set);
        var saved = await db.SaveAsync(ct) == SaveOutcome.Saved;
        Changed(set.Entity);
        return saved;
    }

    // One save, so one transaction: the old set goes, its uses with it, and the new one comes. Null: another writer replaced it meanwhile.
    private async Task<PackageSet?> TryAsync(NewPackageSet set, (long Package, long Version)[] ids, CancellationToken ct)
    {
        var document = set.Document;
        var notes = string.Join('\n', document.Notes);
        await using var db = databases.Create();
        if (await db.Set<PackageSet>().FirstOrDefaultAsync(s => s.Entity == set.Entity && s.Source == set.Source, ct) is { } former)
        {
            db.Set<PackageSet>().Remove(former);
        }

        var row = new PackageSet
        {
            Entity = set.Entity,
            Source = set.Source,
            Format = Cut(document.Format, PackageSet.TextMaxLength)!,
            Tool = Cut(document.Tool, PackageSet.TextMaxLength),
            SubjectVersion = Cut(document.SubjectVersion, PackageVersion.TextMaxLength),
            MadeAt = document.MadeAt,
            ReadAt = clock.GetUtcNow(),
            By = Cut(set.By, PackageSet.TextMaxLength)!,
            Commit = Cut(set.Commit, 64),
            Packages = document.Items.Count,
            Notes = notes.Length == 0 ? null : Cut(notes, PackageSet.NotesMaxLength),
            Stamp = set.Stamp,
        };
        for (var i = 0; i < document.Items.Count; i++)
        {
            var item = document.Items[i];
            row.Uses.Add(new PackageUse { PackageId = ids[i].Package, VersionId = ids[i].Version, IsDirect = item.IsDirect, IsDevelopment = item.IsDevelopment, Path = PathOf(document.Items, ids, item.Parent) });
        }

        db.Set<PackageSet>().Add(row);
        return await db.SaveAsync(ct) == SaveOutcome.Saved ? row : null;
    }

    // Parents come from a breadth-first walk, so the way up ends; a way too long for the column keeps its beginning.
    private static string? PathOf(IReadOnlyList<PackageItem> items, (long Package, long Version)[] ids, int parent)
    {
        List<string> steps = [];
        for (var at = parent; at >= 0; at = items[at].Parent)
        {
            steps.Add(ids[at].Version.ToString(CultureInfo.InvariantCulture));
        }

        steps.Reverse();
        var path = "";
        foreach (var step in steps.Take(MaxSteps).TakeWhile(s => path.Length + s.Length < PackageUse.PathMaxLength))
        {
            path = path.Length == 0 ? step : $"{path}.{step}";
        }

        return path.Length == 0 ? null : path;
    }

    private void Changed(string entity)
    {
        overviews.Forget();
        if (EntityRef.TryParse(entity, out var reference))
        {
            feed.Publish(Topics.Service(reference.Namespace, reference.Name));
        }
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}

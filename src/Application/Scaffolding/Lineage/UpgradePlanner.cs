using System.Text.Json.Nodes;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What an upgrade does, file by file, worked out against the repository as it is now.</summary>
/// <param name="Branch">The branch it gets.</param>
/// <param name="Record">What portal-template.yaml says afterwards.</param>
public sealed record UpgradePlan(LineageEntry Service, string Branch, RepositoryHead Head, RepositoryRecord Record, IReadOnlyList<MergedFile> Files)
{
    public int Count(MergeOutcome outcome) => Files.Count(f => f.Outcome == outcome);

    public IEnumerable<MergedFile> Conflicts => Files.Where(f => f.Outcome == MergeOutcome.Conflict);

    /// <summary>What the branch changes; null deletes.</summary>
    public IReadOnlyDictionary<string, WorkspaceFile?> Changes(bool markConflicts)
    {
        Dictionary<string, WorkspaceFile?> changes = new(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            if (file.Outcome is MergeOutcome.Added or MergeOutcome.Updated or MergeOutcome.Merged)
            {
                changes[file.Path] = file.Result;
            }
            else if (file.Outcome == MergeOutcome.Deleted)
            {
                changes[file.Path] = null;
            }
            else if (markConflicts && file is { Outcome: MergeOutcome.Conflict, Marked: { } marked })
            {
                changes[file.Path] = marked;
            }
        }

        return changes;
    }
}

/// <summary>Works upgrades out: the old version and the new one rendered with the service's answers, merged with the repository.</summary>
public sealed class UpgradePlanner(LineageStore store, TemplateKeeper keeper, TemplateRendering rendering, IRepositoryChanges repositories, FileMerge merge, ITemplateArchive archive)
{
    /// <summary>The branch of an upgrade: the same however often it is asked for.</summary>
    public static string BranchOf(LineageEntry entry, string? toVersion, string toHash)
    {
        var name = entry.Template[(entry.Template.LastIndexOf('/') + 1)..];
        var version = toVersion is null || toVersion == entry.Version ? $"{toVersion}{(toVersion is null ? "" : "-")}{toHash[..8]}" : toVersion;
        return $"portal/upgrade-{name}-{new string([.. version.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')]).Replace("..", ".", StringComparison.Ordinal).Trim('.', '-')}";
    }

    public async Task<Result<UpgradePlan>> PlanAsync(LineageEntry entry, ScaffoldTemplate next, JsonObject values, CancellationToken ct)
    {
        if (RepoUrl.TryParse(entry.Repository, out var repository) is not null)
        {
            return LineageErrors.Elsewhere(entry.Repository);
        }

        if (store.Current.KeptFor(entry) is not { } kept)
        {
            return LineageErrors.NotKept(entry);
        }

        var old = await keeper.OpenAsync(kept.Hash, ct);
        if (old.Failure is { } gone)
        {
            return gone;
        }

        var head = await repositories.HeadAsync(repository!, ct);
        if (head.Failure is { } unread)
        {
            return unread;
        }

        var before = await rendering.RenderAsync(old.Value, WithRepository(old.Value, entry.Values(), repository!), entry.CreatedBy, entry.CreatedAt, await SourcesAsync(old.Value, head.Value, ct), ct);
        var after = before.IsSuccess ? await rendering.RenderAsync(next, values, entry.CreatedBy, entry.CreatedAt, null, ct) : before;
        return after.Failure is { } failure ? failure : await MergeAsync(entry, next, values, before.Value, after.Value, head.Value, ct);
    }

    /// <summary>The commits of other repositories that the old version was rendered from, as the service's own repository records them.</summary>
    private async Task<IReadOnlyDictionary<string, string>?> SourcesAsync(ScaffoldTemplate old, RepositoryHead head, CancellationToken ct)
    {
        if (!SourcePins.MayBeNeeded(old) || !head.Files.ContainsKey(RepositoryRecord.FileName))
        {
            return null;
        }

        var read = await head.ReadAsync([RepositoryRecord.FileName], ct);
        return read.IsSuccess && read.Value.TryGetValue(RepositoryRecord.FileName, out var bytes) ? RepositoryRecord.Of(archive.ReadYaml(System.Text.Encoding.UTF8.GetString(bytes)))?.Sources : null;
    }

    /// <summary>A record that a template wrote itself may lack where the repository is; it is here.</summary>
    public static JsonObject WithRepository(ScaffoldTemplate template, JsonObject values, RepoUrl repository)
    {
        foreach (var field in template.Fields.Where(f => f.Kind == FieldKind.RepoUrl && !values.ContainsKey(f.Name)))
        {
            values[field.Name] = repository.ToString();
        }

        return values;
    }

    private async Task<Result<UpgradePlan>> MergeAsync(LineageEntry entry, ScaffoldTemplate next, JsonObject values, Workspace before, Workspace after, RepositoryHead head, CancellationToken ct)
    {
        var paths = before.Files.Keys.Union(after.Files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var read = await head.ReadAsync([.. paths.Where(p => head.Files.TryGetValue(p, out var listed) && listed.IsFile)], ct);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        List<MergedFile> files = [];
        foreach (var path in paths)
        {
            files.Add(await FileAsync(path, before.Files.GetValueOrDefault(path), after.Files.GetValueOrDefault(path), head, read.Value, ct));
        }

        return new UpgradePlan(entry, BranchOf(entry, next.Version, next.Hash), head, new(next.Ref.ToString(), next.Version, next.Hash, values), files);
    }

    private async Task<MergedFile> FileAsync(string path, WorkspaceFile? old, WorkspaceFile? next, RepositoryHead head, IReadOnlyDictionary<string, byte[]> contents, CancellationToken ct)
    {
        if (path == RepositoryRecord.FileName && next is not null)
        {
            return contents.TryGetValue(path, out var recorded) && recorded.AsSpan().SequenceEqual(next.Content) ? new(path, MergeOutcome.Unchanged, "Records the new version already.") : new(path, MergeOutcome.Updated, "Records the new version.", next);
        }

        var listed = head.Files.GetValueOrDefault(path);
        if (listed is { IsFile: false })
        {
            return new(path, MergeOutcome.Conflict, "A link or another repository stands here in the repository. It stays.");
        }

        if (listed is null && next is not null && InTheWay(path, head) is { } other)
        {
            return new(path, MergeOutcome.Conflict, $"The repository has {other}, so there is no place for this file.");
        }

        var ours = listed is null ? null : new WorkspaceFile(contents[path], listed.IsExecutable);
        return await merge.MergeAsync(path, old, ours, next, ct);
    }

    /// <summary>A file where this one needs a folder, or a folder where it needs to be a file.</summary>
    private static string? InTheWay(string path, RepositoryHead head)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (head.Files.ContainsKey(path[..slash]))
            {
                return $"the file {path[..slash]}";
            }
        }

        return head.Files.Keys.Any(k => k.StartsWith(path + "/", StringComparison.Ordinal)) ? $"the folder {path}" : null;
    }
}

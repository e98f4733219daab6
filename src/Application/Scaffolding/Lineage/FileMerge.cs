using System.Text;

namespace Portal.Application.Scaffolding.Lineage;

public enum MergeOutcome
{
    /// <summary>The new version changes nothing here, or the repository has it already.</summary>
    Unchanged,
    Added,
    Updated,

    /// <summary>Both changed it, in different places.</summary>
    Merged,
    Deleted,

    /// <summary>Only the repository changed it: it stays.</summary>
    Kept,

    /// <summary>Both changed it in the same place: somebody has to decide.</summary>
    Conflict,
}

/// <summary>What an upgrade does with one file.</summary>
/// <param name="Why">In words.</param>
/// <param name="Result">What is written; null where nothing is, or where the file is deleted.</param>
/// <param name="Marked">For a conflict in text: the file with conflict markers.</param>
public sealed record MergedFile(string Path, MergeOutcome Outcome, string Why, WorkspaceFile? Result = null, WorkspaceFile? Marked = null)
{
    public IReadOnlyList<ConflictHunk> Hunks { get; init; } = [];
}

/// <summary>Three-way merge of one file. Renames are a deletion and an addition: paths are all that is compared.</summary>
public sealed class FileMerge(ITextMerge texts)
{
    /// <param name="base">As the old version of the template renders it; null when it has no such file.</param>
    /// <param name="ours">As the repository has it.</param>
    /// <param name="theirs">As the new version renders it.</param>
    public async Task<MergedFile> MergeAsync(string path, WorkspaceFile? @base, WorkspaceFile? ours, WorkspaceFile? theirs, CancellationToken ct)
    {
        if (Same(ours, theirs))
        {
            return new(path, MergeOutcome.Unchanged, Same(@base, theirs) ? "The same in both versions." : "The repository has it as the new version does.");
        }

        if (Same(@base, theirs))
        {
            return new(path, MergeOutcome.Kept, ours is null ? "Deleted in the repository; the new version does not change it." : @base is null ? "Only in the repository." : "Changed in the repository only.");
        }

        if (Same(@base, ours))
        {
            return theirs is null ? new(path, MergeOutcome.Deleted, "The new version does not have it any more.")
                : new(path, @base is null ? MergeOutcome.Added : MergeOutcome.Updated, @base is null ? "New in the template." : "Changed in the template only.", theirs);
        }

        return (@base, ours, theirs) switch
        {
            (_, null, _) => new(path, MergeOutcome.Conflict, "Deleted in the repository, changed in the template. It stays deleted."),
            (_, _, null) => new(path, MergeOutcome.Conflict, "Changed in the repository, deleted in the template. It stays."),
            _ => await BothAsync(path, @base, ours, theirs, ct),
        };
    }

    private async Task<MergedFile> BothAsync(string path, WorkspaceFile? @base, WorkspaceFile ours, WorkspaceFile theirs, CancellationToken ct)
    {
        // A bit has two values: where the sides differ, one of them is the base's.
        var executable = @base is null || ours.Executable != @base.Executable ? ours.Executable : theirs.Executable;
        if (@base is not null && ours.Content.AsSpan().SequenceEqual(@base.Content))
        {
            return Clean(path, ours, theirs.Content, executable);
        }

        if ((@base is not null && theirs.Content.AsSpan().SequenceEqual(@base.Content)) || theirs.Content.AsSpan().SequenceEqual(ours.Content))
        {
            return Clean(path, ours, ours.Content, executable);
        }

        if ((@base is null ? "" : @base.Text) is not { } before || ours.Text is not { } here || theirs.Text is not { } there)
        {
            return new(path, MergeOutcome.Conflict, @base is null ? "A binary file that both sides added." : "A binary file that both sides changed. It stays as the repository has it.");
        }

        var merged = await LinesAsync(@base is null, before, here, there, ct);
        WorkspaceFile result = new(Encoding.UTF8.GetBytes(merged.Text), executable);
        if (merged.Conflicts.Count == 0)
        {
            return Clean(path, ours, result.Content, executable);
        }

        var places = merged.Conflicts.Count == 1 ? "one place" : $"{merged.Conflicts.Count} places";
        return new(path, MergeOutcome.Conflict, @base is null ? "Both sides added it, with different text." : $"Both sides changed the same lines in {places}.", Marked: result) { Hunks = merged.Conflicts };
    }

    private async Task<MergedText> LinesAsync(bool added, string before, string here, string there, CancellationToken ct)
    {
        // How lines end is one decision for the file, not a change of every line.
        var (old, mine, next) = (LineEnds.Of(before), LineEnds.Of(here), LineEnds.Of(there));
        if (old == LineEnd.Mixed || mine == LineEnd.Mixed || next == LineEnd.Mixed || (old == mine && mine == next))
        {
            return await texts.MergeAsync(here, before, there, ct);
        }

        var end = added || mine == LineEnd.None ? mine : mine != old ? mine : next;
        end = end == LineEnd.None ? (mine == LineEnd.None ? next : mine) : end;
        var (b, o, t) = (LineEnds.Unix(before), LineEnds.Unix(here), LineEnds.Unix(there));
        var merged = o == t || b == t ? new MergedText(o, []) : b == o ? new MergedText(t, []) : await texts.MergeAsync(o, b, t, ct);
        return end == LineEnd.Windows ? merged with { Text = merged.Text.Replace("\n", "\r\n", StringComparison.Ordinal) } : merged;
    }

    private static MergedFile Clean(string path, WorkspaceFile ours, byte[] content, bool executable)
    {
        WorkspaceFile result = new(content, executable);
        return Same(result, ours) ? new(path, MergeOutcome.Kept, "The repository's change holds what the new version changes, or goes beyond it.")
            : new(path, MergeOutcome.Merged, "Both sides changed it, in different places.", result);
    }

    private static bool Same(WorkspaceFile? left, WorkspaceFile? right)
        => left is null || right is null ? left is null && right is null : left.Executable == right.Executable && left.Content.AsSpan().SequenceEqual(right.Content);
}

internal enum LineEnd
{
    /// <summary>No line ends.</summary>
    None,
    Unix,
    Windows,
    Mixed,
}

internal static class LineEnds
{
    public static LineEnd Of(string text)
    {
        var (unix, windows) = (0, 0);
        for (var i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
        {
            _ = i > 0 && text[i - 1] == '\r' ? windows++ : unix++;
        }

        return (unix, windows) switch { (0, 0) => LineEnd.None, (_, 0) => LineEnd.Unix, (0, _) => LineEnd.Windows, _ => LineEnd.Mixed };
    }

    public static string Unix(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>A place where both sides changed the same lines.</summary>
/// <param name="Line">In the repository's file, from 1.</param>
/// <param name="Ours">Lines as the repository has them.</param>
/// <param name="Base">Lines as the old version of the template had them.</param>
/// <param name="Theirs">Lines as the new version has them.</param>
public sealed record ConflictHunk(int Line, IReadOnlyList<string> Ours, IReadOnlyList<string> Base, IReadOnlyList<string> Theirs);

/// <summary>A merged text; with conflicts it holds git's markers.</summary>
public sealed record MergedText(string Text, IReadOnlyList<ConflictHunk> Conflicts);

/// <summary>Merges three versions of a text line by line, as git merge-file does.</summary>
public interface ITextMerge
{
    Task<MergedText> MergeAsync(string ours, string @base, string theirs, CancellationToken ct);
}

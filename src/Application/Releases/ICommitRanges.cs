using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Releases;

/// <summary>A version of a source: the commit where it is known, else the name that a tag is looked for by.</summary>
public readonly record struct SourcePoint(string Version, string? Commit);

/// <param name="Sha">Full hash.</param>
/// <param name="Subject">First line of its message.</param>
/// <param name="Url">Its page, where there is one.</param>
public sealed record CommitLine(string Sha, string Subject, string? Author, DateTimeOffset? At, string? Url);

/// <summary>The commits between two versions, newest first.</summary>
/// <param name="Repository">Where they were found.</param>
/// <param name="Total">How many there are; more than are listed when it is a long way.</param>
/// <param name="IsBackwards">The newer release is the older source: these are the commits that were taken away.</param>
/// <param name="Url">Page that compares the two, where there is one.</param>
public sealed record CommitRange(string Repository, string From, string To, IReadOnlyList<CommitLine> Commits, int Total, bool IsBackwards, string? Url);

/// <summary>Reads source repositories. Answers are kept: what lies between two versions does not change.</summary>
public interface ICommitRanges
{
    /// <returns>The range, or why it cannot be told: no repository is known, it may not be read, a version has no tag there.</returns>
    Task<Result<CommitRange>> BetweenAsync(CatalogEntity service, SourcePoint from, SourcePoint to, CancellationToken ct);
}

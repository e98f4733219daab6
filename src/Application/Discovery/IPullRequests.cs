using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Application.Discovery;

/// <summary>One new file for a repository, as somebody is asked to merge it.</summary>
/// <param name="Branch">Its name is the key: asking again for the same branch finds what is there and adds to it.</param>
/// <param name="Path">Relative, with forward slashes. A file that the default branch has already is refused.</param>
/// <param name="AuthorName">Shown as the commit's author.</param>
public sealed record PullRequestProposal(RepoUrl Repository, string Branch, string Path, string Content, string Title, string Body, string AuthorName);

/// <summary>What has been opened.</summary>
/// <param name="Url">Page of the pull request; null where the server has none.</param>
/// <param name="Words">What to do next, in words.</param>
public sealed record OpenedPullRequest(string? Url, string Branch, string BaseBranch, string Commit, string Words);

/// <summary>Proposes changes to repositories.</summary>
public interface IPullRequests
{
    /// <summary>Makes branch, commit and pull request. Idempotent by the branch's name: a call that was cut short is finished by the next one.</summary>
    /// <returns>NotFound: no such repository. Conflict: the file exists. Unavailable: the server does not answer.</returns>
    Task<Result<OpenedPullRequest>> OpenAsync(PullRequestProposal proposal, CancellationToken ct);
}

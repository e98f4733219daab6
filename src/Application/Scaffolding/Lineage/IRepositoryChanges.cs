using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>A file as git lists it.</summary>
/// <param name="Sha">Git's hash of its content.</param>
/// <param name="Mode">100644, 100755; 120000 is a link and 160000 another repository.</param>
public sealed record ListedFile(string Sha, string Mode)
{
    public bool IsFile => Mode.StartsWith("100", StringComparison.Ordinal);

    public bool IsExecutable => Mode == "100755";
}

/// <summary>The head of a repository's default branch; files are read when they are asked for.</summary>
public abstract class RepositoryHead(string branch, string commit, IReadOnlyDictionary<string, ListedFile> files)
{
    public string Branch => branch;

    public string Commit => commit;

    public IReadOnlyDictionary<string, ListedFile> Files => files;

    /// <summary>Contents by path; paths that the repository does not have are left out.</summary>
    public abstract Task<Result<IReadOnlyDictionary<string, byte[]>>> ReadAsync(IReadOnlyCollection<string> paths, CancellationToken ct);
}

/// <summary>Files to write (or, null, to delete) on a branch of their own.</summary>
/// <param name="Branch">Its name is the key: an open one of that name is found and left as it is.</param>
/// <param name="Base">The head that the changes were worked out against.</param>
public sealed record ChangeProposal(RepoUrl Repository, string Branch, RepositoryHead Base, IReadOnlyDictionary<string, WorkspaceFile?> Files, string Title, string Body, string AuthorName);

/// <summary>What has been opened, or was found open.</summary>
/// <param name="Url">Page of the pull request; null where the server has none.</param>
/// <param name="Words">What to do next, in words.</param>
/// <param name="IsNew">False when it was there already.</param>
public sealed record OpenedChange(string? Url, string Branch, string Commit, string Words, bool IsNew);

public enum ChangeStanding
{
    /// <summary>There is no such branch or pull request.</summary>
    None,
    Open,
    Merged,
    Closed,
}

/// <summary>How a proposed change fares.</summary>
public sealed record ChangeState(ChangeStanding Standing, string? Url);

/// <summary>Reads and proposes changes to the repositories that the portal makes. NotFound: no such repository. Unavailable: the server does not answer, so later it may work.</summary>
public interface IRepositoryChanges
{
    /// <summary>The repository behind an address or the key of one, if the portal may change it.</summary>
    RepoUrl? Find(string address);

    Task<Result<RepositoryHead>> HeadAsync(RepoUrl repository, CancellationToken ct);

    /// <summary>Makes branch, commit and pull request. A call that was cut short is finished by the next one.</summary>
    Task<Result<OpenedChange>> OpenAsync(ChangeProposal proposal, CancellationToken ct);

    Task<Result<ChangeState>> StateAsync(RepoUrl repository, string branch, CancellationToken ct);

    /// <summary>Closes the pull request and deletes its branch unless it was merged; what is gone already is no failure.</summary>
    Task<Result<ChangeState>> WithdrawAsync(RepoUrl repository, string branch, CancellationToken ct);
}

/// <summary>Makes repositories read-only and takes that back. What is so already is no failure.</summary>
public interface IRepositoryArchive
{
    /// <returns>NotFound: no such repository.</returns>
    Task<Result<bool>> IsArchivedAsync(RepoUrl repository, CancellationToken ct);

    /// <param name="words">What somebody who pushes is told, where the server can tell it.</param>
    Task<Result<Done>> ArchiveAsync(RepoUrl repository, string words, CancellationToken ct);

    Task<Result<Done>> RestoreAsync(RepoUrl repository, CancellationToken ct);
}

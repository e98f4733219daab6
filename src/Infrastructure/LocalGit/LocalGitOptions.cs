namespace Portal.Infrastructure.LocalGit;

/// <summary>Section SourceControl.</summary>
public sealed class SourceControlOptions
{
    public const string Section = "SourceControl";

    /// <summary>LocalGit or GitHub: where new repositories are made.</summary>
    public string Provider { get; init; } = "LocalGit";

    /// <summary>Folder of the bare repositories: owner/repo.git below it; git-server in the data directory unless set.</summary>
    public string LocalPath { get; set; } = "";

    /// <summary>Owner offered in the form.</summary>
    public string LocalOwner { get; init; } = "demo";

    /// <summary>Repositories of which a copy lies on this machine; it is read instead.</summary>
    public IReadOnlyList<RepositoryMirror> Mirrors { get; init; } = [];

    /// <summary>Absolute <see cref="LocalPath"/>.</summary>
    internal string Root => Path.GetFullPath(LocalPath);
}

/// <summary>A copy of a repository, bare or checked out, that something else keeps up to date.</summary>
public sealed class RepositoryMirror
{
    /// <summary>As annotations name it: github.com/owner/name, or its address.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Folder of the copy.</summary>
    public string Path { get; init; } = "";
}

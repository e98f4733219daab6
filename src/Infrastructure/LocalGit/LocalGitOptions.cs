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

    /// <summary>Absolute <see cref="LocalPath"/>.</summary>
    internal string Root => Path.GetFullPath(LocalPath);
}

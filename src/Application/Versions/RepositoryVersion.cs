namespace Portal.Application.Versions;

/// <summary>The newest release or tag of a repository, or of a part of it, as stored; a restart shows it with its age.</summary>
public sealed class RepositoryVersion
{
    public const int RepositoryMaxLength = 400;
    public const int PartMaxLength = 100;
    public const int VersionMaxLength = 200;
    public const int UrlMaxLength = 1024;

    public long Id { get; init; }

    /// <summary>host/owner/name in lower case, or the address of a repository of this machine.</summary>
    public required string Repository { get; init; }

    /// <summary>Name of the part that the tag names (orders-v1.2.3), lower case; empty: the repository's own.</summary>
    public required string Part { get; init; }

    /// <summary>release or tag.</summary>
    public required string Source { get; set; }

    public required string Version { get; set; }

    /// <summary>Page of the release or tag, where there is one.</summary>
    public string? Url { get; set; }

    /// <summary>When it was published; null when that is not told, as of tags.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>When a look last found it, UTC.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>Releases and tags of the repositories that the catalog knows, kept in memory.</summary>
public interface IRepositoryVersions
{
    /// <summary>The newest of a repository's part; falls back to the repository's own. Null: none is known.</summary>
    /// <param name="repository">Key as <see cref="Catalog.RepositoryName.KeyOf"/> gives it.</param>
    RepositoryVersion? Newest(string repository, string part);

    /// <summary>Somebody says that there is a new release or tag: it is looked at soon.</summary>
    void Want(string repositoryUrl);
}

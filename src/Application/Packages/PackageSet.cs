namespace Portal.Application.Packages;

/// <summary>What one document, or the manifests of one service, say a service is made of. A service has one of each source; a new one replaces it.</summary>
public sealed class PackageSet
{
    public const int EntityMaxLength = 200;
    public const int SourceMaxLength = 40;
    public const int TextMaxLength = 256;
    public const int NotesMaxLength = 2000;

    /// <summary>The source under which manifests of the service's own folder are kept.</summary>
    public const string Manifests = "manifests";

    public long Id { get; init; }

    /// <summary>Full ref, lower case.</summary>
    public required string Entity { get; init; }

    /// <summary>"sbom" or a name its uploader gave, or <see cref="Manifests"/>.</summary>
    public required string Source { get; init; }

    /// <summary>For instance "CycloneDX 1.5 JSON", or the names of the manifests.</summary>
    public required string Format { get; init; }

    /// <summary>What made the document, for instance "syft 1.4.1".</summary>
    public string? Tool { get; init; }

    /// <summary>The version of the service that the document says it describes; null when it says none.</summary>
    public string? SubjectVersion { get; init; }

    /// <summary>When the document was made, as it says itself.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When it was uploaded or read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Ref of who uploaded it, or "system:portal".</summary>
    public required string By { get; init; }

    public string? Commit { get; init; }

    public int Packages { get; init; }

    /// <summary>What could not be read or is not known, a line each; null for nothing.</summary>
    public string? Notes { get; set; }

    /// <summary>SHA-256 of what it was read from; the same content is not stored again.</summary>
    public required string Stamp { get; set; }

    public IList<PackageUse> Uses { get; } = [];

    /// <summary>As old as what it says: the document's own time, or else when it was read.</summary>
    public DateTimeOffset AsOf => MadeAt is { } made && made < ReadAt ? made : ReadAt;
}

/// <summary>A package's name; one row however many services use it.</summary>
public sealed class Package
{
    public const int TextMaxLength = 400;

    public long Id { get; init; }

    public required string Ecosystem { get; init; }

    /// <summary>As it was first seen.</summary>
    public required string Name { get; init; }

    /// <summary><see cref="Ecosystems.Key"/> of the name.</summary>
    public required string Key { get; init; }
}

/// <summary>A version of a package that somebody uses. Versions are compared where they are read, by the ecosystem's own rules, since no column could sort them.</summary>
public sealed class PackageVersion
{
    public const int TextMaxLength = 200;

    public long Id { get; init; }

    public long PackageId { get; init; }

    /// <summary>As written; a range where only a wish is known.</summary>
    public required string Text { get; init; }
}

/// <summary>A package in a set.</summary>
public sealed class PackageUse
{
    /// <summary>Longer ways are cut at the end nearest the package.</summary>
    public const int PathMaxLength = 400;

    public long Id { get; init; }

    public long SetId { get; init; }

    /// <summary>The version's package, here too so that one index answers who uses a package.</summary>
    public long PackageId { get; init; }

    public long VersionId { get; init; }

    /// <summary>Null: the document does not say what depends on what.</summary>
    public bool? IsDirect { get; init; }

    /// <summary>Only for building or testing.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>Ids of the versions on the shortest way from the service to it, the direct dependency first and itself left out, with dots between; null for none.</summary>
    public string? Path { get; init; }
}

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>One version of a template as it was when somebody used it, so that it can be rendered again after the template has moved on.</summary>
public sealed class TemplateContent
{
    public const int HashLength = 64;
    public const int VersionMaxLength = 64;

    /// <summary>A version as long as a row can keep it.</summary>
    public static string? Cut(string? version) => version is { Length: > VersionMaxLength } ? version[..VersionMaxLength] : version;

    /// <summary>Content hash of the template's folder, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Ref of the template.</summary>
    public required string Template { get; init; }

    public required string Title { get; init; }

    /// <summary>As the template says it; null when it says none.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>template.yaml and all beside it, packed as <see cref="Workspace.Pack"/> does.</summary>
    public required byte[] Content { get; init; }

    /// <summary>When it was first used.</summary>
    public DateTimeOffset KeptAt { get; init; }
}

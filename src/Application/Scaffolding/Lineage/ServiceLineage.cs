namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What an entity was made from. Outlives the run that made it; portal-template.yaml in the repository says the same.</summary>
public sealed class ServiceLineage
{
    public const int RepositoryMaxLength = 400;

    public long Id { get; init; }

    /// <summary>Ref of the entity.</summary>
    public required string Entity { get; init; }

    /// <summary>As RepoUrlPicker writes it.</summary>
    public required string Repository { get; set; }

    /// <summary>Ref of the template.</summary>
    public required string Template { get; set; }

    public string? TemplateVersion { get; set; }

    /// <summary>Content hash of the template; null when only the version is known.</summary>
    public string? TemplateHash { get; set; }

    /// <summary>The answers as JSON; secrets are never among them.</summary>
    public required string ValuesJson { get; set; }

    /// <summary>The run that made it; null when it was found again from its repository.</summary>
    public string? RunId { get; init; }

    /// <summary>Ref of who made it; templates may render it.</summary>
    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last moved to another version, or was found again.</summary>
    public DateTimeOffset MovedAt { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

namespace Portal.Application.Discovery;

/// <summary>
/// A pull request that declares a discovered workload. It is done when the catalog holds the entity as a declared one; that is not stored but seen, so it stays
/// right whatever happens to the pull request.
/// </summary>
public sealed class DiscoveryPromotion
{
    public const int WorkloadMaxLength = 340;
    public const int RefMaxLength = 200;
    public const int RepositoryMaxLength = 300;
    public const int BranchMaxLength = 120;
    public const int PathMaxLength = 200;
    public const int UrlMaxLength = 1000;
    public const int WordsMaxLength = 1000;

    public int Id { get; init; }

    /// <summary>namespace/kind/name; one row for each.</summary>
    public required string Workload { get; init; }

    /// <summary>Full ref of the component that the descriptor declares.</summary>
    public required string Ref { get; set; }

    /// <summary>As RepoUrlPicker writes it.</summary>
    public required string Repository { get; set; }

    public required string Branch { get; set; }

    public required string Path { get; set; }

    public string? Url { get; set; }

    /// <summary>What to do next, as the server of the repository said.</summary>
    public required string Words { get; set; }

    /// <summary>Ref of who opened it last.</summary>
    public required string OpenedBy { get; set; }

    public DateTimeOffset OpenedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>A promotion as pages show it.</summary>
/// <param name="State">open, or done: the catalog holds the declared entity.</param>
public sealed record PromotionView(string Workload, string Ref, string Repository, string Branch, string Path, string? Url, string Words, string OpenedBy, DateTimeOffset OpenedAt, string State)
{
    public const string Open = "open";
    public const string Done = "done";

    internal static PromotionView Of(DiscoveryPromotion row, Catalog.CatalogGraph catalog)
        => new(row.Workload, row.Ref, row.Repository, row.Branch, row.Path, row.Url, row.Words, row.OpenedBy, row.OpenedAt,
            Catalog.EntityRef.TryParse(row.Ref, out var reference) && catalog.Find(reference) is { } entity && !Catalog.Discovered.Is(entity) ? Done : Open);
}

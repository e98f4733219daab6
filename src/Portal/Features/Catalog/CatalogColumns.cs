namespace Portal.Web.Features.Catalog;

/// <summary>A column of the list that may be chosen.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Sort">The sort it offers, or null.</param>
/// <param name="IsNumber">Right-aligned.</param>
/// <param name="IsWide">Left out on phones.</param>
public sealed record CatalogColumn(string Name, string Title, string? Sort = null, bool IsNumber = false, bool IsWide = false, string? Hint = null);

/// <summary>The columns of the list: which there are, which are shown.</summary>
public static class CatalogColumns
{
    public static IReadOnlyList<CatalogColumn> All { get; } =
    [
        new("type", "Type", "type", IsWide: true),
        new("owner", "Owner", "owner"),
        new("system", "System", "system", IsWide: true),
        new("lifecycle", "Lifecycle", "lifecycle", IsWide: true),
        new("namespace", "Namespace", "namespace", IsWide: true),
        new("tags", "Tags", IsWide: true),
        new("version", "Production", Hint: "Version that runs in production"),
        new("state", "State", Hint: "Of the worst deployment"),
        new("members", "Members", IsNumber: true),
        new("teams", "Teams", IsNumber: true),
        new("owns", "Owns", IsNumber: true),
        new("uses", "Uses", IsNumber: true, IsWide: true, Hint: "What it uses"),
        new("used-by", "Used by", IsNumber: true, Hint: "What uses it"),
        new("source", "Source", IsWide: true, Hint: "Where it was read"),
    ];

    /// <summary>What a list shows when nothing is chosen.</summary>
    /// <param name="kind">The kind of the list, or null for all.</param>
    /// <param name="hasClusters">Whether anything is known of what runs.</param>
    public static IReadOnlyList<string> Defaults(string? kind, bool hasClusters) => kind switch
    {
        "group" => ["type", "members", "owns"],
        "user" => ["teams", "owns"],
        "component" when hasClusters => ["owner", "system", "version", "state", "uses", "used-by"],
        _ => ["owner", "system", "lifecycle", "uses", "used-by"],
    };

    /// <summary>The known names among those asked for, in the order of the list of columns.</summary>
    public static IReadOnlyList<string> Read(string[]? asked)
    {
        var names = (asked ?? []).SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. All.Select(c => c.Name).Where(names.Contains)];
    }
}

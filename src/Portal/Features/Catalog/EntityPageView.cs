using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Catalog;

/// <summary>What the page of one entity shows.</summary>
/// <param name="Owner">From the resolver: on-call, contacts, health; null when it knows nothing.</param>
/// <param name="Deployments">Components only.</param>
/// <param name="Tab">overview, dependencies or raw.</param>
public sealed record EntityPageView(EntityProfile Profile, OwnerMatch? Owner, ServiceDeployments? Deployments, string Tab)
{
    public EntityView Entity => Profile.Entity;

    /// <summary>Only on the tab that shows it.</summary>
    public EntityHistory? History { get; init; }

    /// <summary>Only on the tab that shows it.</summary>
    public EntityFields? Fields { get; init; }

    /// <summary>The moment that is shown; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public static string ViewOf(string kind) => kind switch { "Group" => "Group", "User" => "User", _ => "Show" };

    /// <summary>Page of an entity.</summary>
    public static string Url(string reference) => EntityLinks.Url(reference);

    /// <summary>Icon of a kind.</summary>
    public static string Icon(string kind) => kind.ToLowerInvariant() switch
    {
        "component" => "box",
        "api" => "api",
        "resource" => "database",
        "system" => "topology-star-3",
        "domain" => "map-pin",
        "group" => "users",
        "user" => "user",
        "template" => "template",
        "location" => "folder",
        _ => "file",
    };

    /// <summary>"7 components", "1 API".</summary>
    public static string Count(int number, string kind)
    {
        var word = kind.Equals("API", StringComparison.OrdinalIgnoreCase) ? "API" : kind.ToLowerInvariant();
        return number == 1 ? $"1 {word}" : $"{number} {word}s";
    }

    /// <summary>The end of a location that people recognise; the whole stands in the title.</summary>
    public static string Tail(string location)
    {
        var path = location.Split("//", StringSplitOptions.RemoveEmptyEntries)[^1];
        var parts = path.Split('/');
        return parts.Length <= 3 ? path : "…/" + string.Join('/', parts[^3..]);
    }
}

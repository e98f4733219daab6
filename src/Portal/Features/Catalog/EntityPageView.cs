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
    public EntityDependencies? Dependencies { get; init; }

    /// <summary>Relations that lead nowhere, and mistakes that leave the entity valid.</summary>
    public EntityFindings? Findings { get; init; }

    /// <summary>Where its descriptor is looked at and edited.</summary>
    public EntitySourceLinks? Links { get; init; }

    /// <summary>States of the components that the page names.</summary>
    public ServiceHealth Health { get; init; } = ServiceHealth.Nothing;

    /// <summary>APIs: on the overview and the tab of that name.</summary>
    public DefinitionPanel? Definition { get; init; }

    /// <summary>Why there is no definition to show.</summary>
    public string? DefinitionFailure { get; init; }

    /// <summary>Only on the tab that shows it.</summary>
    public EntityFields? Fields { get; init; }

    /// <summary>The moment that is shown; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>What an address within the page needs to stay at the moment that is shown: "&amp;asOf=..." or nothing.</summary>
    public string Moment => AsOf is { } at ? "&asOf=" + Uri.EscapeDataString(at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)) : "";

    public static string ViewOf(string kind) => kind switch { "Group" => "Group", "User" => "User", _ => "Show" };

    /// <summary>Page of an entity.</summary>
    public static string Url(string reference) => EntityLinks.Url(reference);

    /// <summary>A relation in words, read from the entity that has it.</summary>
    public static string Words(string type) => type switch
    {
        RelationTypes.OwnedBy => "is owned by",
        RelationTypes.OwnerOf => "owns",
        RelationTypes.DependsOn => "depends on",
        RelationTypes.DependencyOf => "is needed by",
        RelationTypes.ProvidesApi => "provides",
        RelationTypes.ApiProvidedBy => "is provided by",
        RelationTypes.ConsumesApi => "consumes",
        RelationTypes.ApiConsumedBy => "is consumed by",
        RelationTypes.PartOf => "is part of",
        RelationTypes.HasPart => "holds",
        RelationTypes.MemberOf => "is a member of",
        RelationTypes.HasMember => "has the member",
        RelationTypes.ChildOf => "belongs to",
        RelationTypes.ParentOf => "is above",
        _ => $"names ({type})",
    };

    /// <summary>The fields of a descriptor that declare a relation.</summary>
    public static string Field(string type) => type switch
    {
        RelationTypes.OwnedBy => "spec.owner",
        RelationTypes.DependsOn => "spec.dependsOn",
        RelationTypes.DependencyOf => "spec.dependencyOf",
        RelationTypes.ProvidesApi => "spec.providesApis",
        RelationTypes.ConsumesApi => "spec.consumesApis",
        RelationTypes.PartOf => "spec.system, spec.domain or spec.subcomponentOf",
        RelationTypes.MemberOf => "spec.memberOf",
        RelationTypes.HasMember => "spec.members",
        RelationTypes.ChildOf => "spec.parent",
        RelationTypes.ParentOf => "spec.children",
        _ => "the field that names it",
    };

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

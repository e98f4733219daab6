using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Onboarding;

/// <summary>The first page of a newcomer: my team, what it runs and how it is, the docs, the people, the steps.</summary>
public sealed record GetStart : IQuery<StartPage>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Name">First name to greet with.</param>
/// <param name="Teams">Teams the person is a member of itself.</param>
public sealed record StartPage(string Name, IReadOnlyList<StartTeam> Teams, IReadOnlyList<DocPage> Docs, IReadOnlyList<ChecklistStep> Steps);

public sealed record StartTeam(string Ref, string Name, string? Description, string? Chat, string? Email, IReadOnlyList<StartPerson> People, IReadOnlyList<StartService> Services);

/// <param name="IsLead">Named by portal.dev/lead of the group.</param>
public sealed record StartPerson(string Ref, string Name, string? Email, string? Role, string? Chat, bool IsLead);

/// <param name="InProduction">Its version there, or in words why none is told.</param>
public sealed record StartService(string Ref, string Name, string? Description, string? Type, string? Tier, string Health, string InProduction, string? Runbook, string? Docs)
{
    internal static StartService Of(CatalogEntity entity, IDeploymentPictures pictures)
    {
        var service = entity.Ref.ToString();
        var places = pictures.OfService(service);
        return new(service, entity.DisplayName, entity.Description, entity.Type, entity.Annotations.GetValueOrDefault("portal.dev/tier"),
            places.Count == 0 ? "unknown" : places.Max(p => p.Health).ToString().ToLowerInvariant(), HeardClusters.InProduction(pictures, service),
            entity.Annotations.GetValueOrDefault("portal.dev/runbook"), entity.Links.FirstOrDefault(l => l.Type == "docs")?.Url);
    }
}

internal sealed class GetStartHandler(ICatalog catalog, IDeploymentPictures pictures, ICurrentUser user, IDocsLibrary library) : IQueryHandler<GetStart, StartPage>
{
    public Task<Result<StartPage>> Handle(GetStart request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var actor = user.Actor!;
        var teams = actor.UserRef is { } me && EntityRef.TryParse(me, out var reference)
            ? graph.Related(reference, RelationTypes.MemberOf).Select(graph.Find).OfType<CatalogEntity>().Select(g => Team(graph, g)).ToArray()
            : [];
        var home = teams.Length > 0 && EntityRef.TryParse(teams[0].Ref, out var first) ? first.Name : "";
        var steps = library.Checklist().Where(s => home.Length > 0 || !s.Link.Contains("{team}", StringComparison.Ordinal))
            .Select(s => s with { Link = s.Link.Replace("{team}", home, StringComparison.Ordinal) });
        return Task.FromResult<Result<StartPage>>(new StartPage(actor.DisplayName.Split(' ')[0], teams, library.All(), [.. steps]));
    }

    private StartTeam Team(CatalogGraph graph, CatalogEntity group)
    {
        var lead = group.Annotations.GetValueOrDefault("portal.dev/lead") is { } named && EntityRef.TryParse(named, "user", EntityRef.DefaultNamespace, out var leadRef) ? leadRef : default;
        var people = graph.Related(group.Ref, RelationTypes.HasMember).Select(graph.Find).OfType<CatalogEntity>()
            .Select(p => new StartPerson(p.Ref.ToString(), People.NameOf(p), People.EmailOf(p), p.Description, p.Annotations.GetValueOrDefault("portal.dev/chat"), p.Ref == lead))
            .OrderByDescending(p => p.IsLead).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var services = graph.Related(group.Ref, RelationTypes.OwnerOf).Where(r => r.Kind == "component").Select(graph.Find).OfType<CatalogEntity>().Select(e => StartService.Of(e, pictures))
            .OrderBy(s => s.Tier ?? "9", StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.OrdinalIgnoreCase);
        return new(group.Ref.ToString(), People.NameOf(group), group.Description, group.Annotations.GetValueOrDefault("portal.dev/chat"), People.EmailOf(group), [.. people], [.. services]);
    }
}

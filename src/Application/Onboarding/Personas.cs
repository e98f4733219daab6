using Portal.Application.Catalog;

namespace Portal.Application.Onboarding;

/// <summary>A user of the demo organisation that one may sign in as in development.</summary>
/// <param name="UserRef">Catalog user.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Label">newcomer, service owner, on-call engineer, platform engineer, viewer.</param>
/// <param name="Team">Display name of the first team.</param>
public sealed record Persona(string UserRef, string DisplayName, string Label, string? Team);

/// <summary>Users annotated with portal.dev/persona.</summary>
public interface IPersonas
{
    IReadOnlyList<Persona> All();
}

internal sealed class CatalogPersonas(ICatalog catalog, Identity.IActorDirectory actors) : IPersonas
{
    private const string Annotation = "portal.dev/persona";

    private static readonly string[] Order = ["newcomer", "service owner", "on-call engineer", "platform engineer", "viewer"];

    public IReadOnlyList<Persona> All()
    {
        var graph = catalog.Current;
        return [.. graph.Entities.Where(e => e.Ref.Kind == "user" && e.Annotations.ContainsKey(Annotation))
            .Select(e => new Persona(e.Ref.ToString(), actors.OfUser(e.Ref.ToString()).DisplayName, e.Annotations[Annotation].Replace('-', ' '), Team(graph, e)))
            .OrderBy(p => Array.IndexOf(Order, p.Label) is var at && at < 0 ? Order.Length : at)];
    }

    private static string? Team(CatalogGraph graph, CatalogEntity user)
        => graph.Related(user.Ref, RelationTypes.MemberOf).Select(graph.Find).FirstOrDefault(g => g is not null) is { } team ? People.NameOf(team) : null;
}

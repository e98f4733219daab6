using Portal.Application.Catalog;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>Who holds a role for an entity, and where that was read.</summary>
/// <param name="Role">accountable, operating, security, data.</param>
/// <param name="Owner">Full ref of a group or user; null when nobody holds it.</param>
/// <param name="Exists">False: it is named, but not in the catalog.</param>
/// <param name="Holder">Ref of the entity whose descriptor names it.</param>
/// <param name="Inherited">True when that is not the entity itself, or the accountable owner stands in.</param>
/// <param name="Trail">Every place that was looked at, in words.</param>
public sealed record RoleOwner(string Role, string? Owner, string? OwnerName, bool Exists, string? Holder, bool Inherited, IReadOnlyList<string> Trail);

/// <summary>The four roles of a service. Each is looked for on the entity, then on its system, then on its domain; the accountable owner stands in for the others.</summary>
public static class OwnerRoles
{
    public const string Accountable = "accountable";
    public const string AnnotationPrefix = "portal.dev/owner-";
    private const int MostWholes = 4;

    public static IReadOnlyList<string> All { get; } = [Accountable, "operating", "security", "data"];

    public static IReadOnlyList<RoleOwner> Of(CatalogGraph graph, EntityRef subject)
    {
        var chain = Chain(graph, subject);
        var accountable = Find(graph, subject, chain, Accountable, at => graph.Related(at, RelationTypes.OwnedBy).Cast<EntityRef?>().FirstOrDefault(), "spec.owner");
        return [accountable, .. All.Skip(1).Select(role => Named(graph, subject, chain, role, accountable))];
    }

    private static RoleOwner Named(CatalogGraph graph, EntityRef subject, List<EntityRef> chain, string role, RoleOwner accountable)
    {
        var annotation = AnnotationPrefix + role;
        var found = Find(graph, subject, chain, role, at => graph.Find(at)?.Annotations.GetValueOrDefault(annotation) is { } text && EntityRef.TryParse(text, "group", at.Namespace, out var named) ? named : null, annotation);
        return found.Owner is not null || accountable.Owner is null ? found
            : found with
            {
                Owner = accountable.Owner,
                OwnerName = accountable.OwnerName,
                Exists = accountable.Exists,
                Holder = accountable.Holder,
                Inherited = true,
                Trail = [.. found.Trail, $"so the accountable owner {accountable.Owner} holds it, read from {accountable.Holder}"],
            };
    }

    private static RoleOwner Find(CatalogGraph graph, EntityRef subject, List<EntityRef> chain, string role, Func<EntityRef, EntityRef?> read, string field)
    {
        List<string> trail = [];
        foreach (var at in chain)
        {
            if (read(at) is { } owner)
            {
                var entity = graph.Find(owner);
                trail.Add($"{field} of {at} names {owner}{(entity is null ? ", which is not in the catalog" : entity.Ref.Kind == "user" && OnCallPeople.IsDeactivated(entity) ? ", who is deactivated" : "")}");
                return new(role, owner.ToString(), entity is null ? owner.Name : People.NameOf(entity), entity is not null, at.ToString(), at != subject, trail);
            }

            trail.Add($"{at} has no {field}");
        }

        return new(role, null, null, false, null, false, trail);
    }

    /// <summary>The entity, its system, its domain.</summary>
    private static List<EntityRef> Chain(CatalogGraph graph, EntityRef subject)
    {
        List<EntityRef> chain = [subject];
        while (chain.Count < MostWholes && graph.Related(chain[^1], RelationTypes.PartOf).Where(w => !chain.Contains(w)).Cast<EntityRef?>().FirstOrDefault() is { } whole)
        {
            chain.Add(whole);
        }

        return chain;
    }
}

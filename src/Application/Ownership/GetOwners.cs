using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>Who answers for an entity, and who above them: its owner, the owner's parent groups up to the top, with people and contacts.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetOwners(string Ref) : IQuery<OwnerChain>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Ref">The entity asked for.</param>
/// <param name="Via">The system or domain whose owner it is, where the entity itself names none; else null.</param>
/// <param name="Owners">Nearest first; empty when nobody owns it.</param>
public sealed record OwnerChain(string Ref, string? Via, IReadOnlyList<ChainOwner> Owners)
{
    /// <summary>Who holds which role, each with the places it was looked for.</summary>
    public IReadOnlyList<RoleOwner> Roles { get; init; } = [];

    private const int MaxOwners = 20;
    private const int MaxWholes = 4;

    /// <returns>Null when the entity is not in the catalog.</returns>
    public static OwnerChain? Of(CatalogGraph graph, EntityRef reference)
    {
        if (graph.Find(reference) is null)
        {
            return null;
        }

        var (holder, owners) = OwnersOf(graph, reference);
        List<ChainOwner> chain = [];
        HashSet<EntityRef> seen = [];
        var open = new Queue<(EntityRef Ref, int Distance)>(owners.Select(o => (o, 0)));
        while (chain.Count < MaxOwners && open.TryDequeue(out var at))
        {
            if (!seen.Add(at.Ref))
            {
                continue; // groups that are each other's parent end here
            }

            chain.Add(ChainOwner.Of(graph, at.Ref, at.Distance));
            foreach (var parent in graph.Related(at.Ref, RelationTypes.ChildOf))
            {
                open.Enqueue((parent, at.Distance + 1));
            }
        }

        return new(reference.ToString(), holder == reference ? null : holder.ToString(), chain) { Roles = reference.Kind is "group" or "user" ? [] : OwnerRoles.Of(graph, reference) };
    }

    // Its own owner, else its system's, else its domain's; groups and users own themselves.
    private static (EntityRef Holder, IReadOnlyList<EntityRef> Owners) OwnersOf(CatalogGraph graph, EntityRef reference)
    {
        if (reference.Kind is "group" or "user")
        {
            return (reference, [reference]);
        }

        var at = reference;
        for (var step = 0; step < MaxWholes; step++)
        {
            if (graph.Related(at, RelationTypes.OwnedBy).ToList() is { Count: > 0 } owners)
            {
                return (at, owners);
            }

            if (graph.Related(at, RelationTypes.PartOf).FirstOrDefault() is not { Kind: not null } whole)
            {
                break;
            }

            at = whole;
        }

        return (reference, []);
    }
}

/// <summary>A group or person in the chain.</summary>
/// <param name="Distance">0 for the owner itself, one more for each parent.</param>
/// <param name="Exists">False: it is named, but not in the catalog.</param>
/// <param name="Lead">Ref of the group's lead (portal.dev/lead), or null.</param>
/// <param name="Contacts">Ways to reach it, quickest first.</param>
/// <param name="People">Members by ref, at most 50.</param>
/// <param name="PeopleTotal">How many members there are.</param>
public sealed record ChainOwner(
    string Ref, string Kind, string Name, string DisplayName, string? Type, int Distance, bool Exists, string? Email, string? Lead,
    IReadOnlyList<Contact> Contacts, IReadOnlyList<ChainPerson> People, int PeopleTotal)
{
    private const int MaxPeople = 50;

    internal static ChainOwner Of(CatalogGraph graph, EntityRef reference, int distance)
    {
        if (graph.Find(reference) is not { } owner)
        {
            return new(reference.ToString(), reference.Kind, reference.Name, reference.Name, null, distance, Exists: false, null, null, [], [], 0);
        }

        var email = Catalog.People.EmailOf(owner);
        var lead = owner.Annotations.TryGetValue("portal.dev/lead", out var named) && EntityRef.TryParse(named, "user", reference.Namespace, out var person) ? graph.Find(person) : null;
        List<Contact> contacts = [];
        if (owner.Annotations.TryGetValue("portal.dev/chat", out var chat))
        {
            contacts.Add(new("chat", "Chat", chat));
        }

        if (lead is not null && Catalog.People.EmailOf(lead) is { } leadMail)
        {
            contacts.Add(new("person", $"Mail {Catalog.People.NameOf(lead)}", "mailto:" + leadMail));
        }

        if (email is not null)
        {
            contacts.Add(new("mail", $"Mail {Catalog.People.NameOf(owner)}", "mailto:" + email));
        }

        var members = graph.Related(reference, RelationTypes.HasMember).ToList();
        return new(
            reference.ToString(), owner.Kind, owner.Name, Catalog.People.NameOf(owner), owner.Type, distance, Exists: true, email, lead?.Ref.ToString(), contacts,
            [.. members.Take(MaxPeople).Select(m => ChainPerson.Of(graph, m))], members.Count);
    }
}

/// <summary>A member of a group in the chain.</summary>
public sealed record ChainPerson(string Ref, string DisplayName, string? Email)
{
    internal static ChainPerson Of(CatalogGraph graph, EntityRef reference)
        => graph.Find(reference) is { } person ? new(reference.ToString(), People.NameOf(person), People.EmailOf(person)) : new(reference.ToString(), reference.Name, null);
}

internal sealed class GetOwnersHandler(ICatalog catalog) : IQueryHandler<GetOwners, OwnerChain>
{
    public Task<Result<OwnerChain>> Handle(GetOwners query, CancellationToken cancellationToken)
        => Task.FromResult<Result<OwnerChain>>(!EntityRef.TryParse(query.Ref, out var reference) ? CatalogErrors.BadRef(query.Ref)
            : OwnerChain.Of(catalog.Current, reference) is { } chain ? chain : CatalogErrors.NoEntity(reference.ToString()));
}

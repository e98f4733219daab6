using Portal.Application.Catalog;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>A person who is named somewhere and is gone.</summary>
/// <param name="Cause">deactivated; removed: was in the catalog and is no longer; unknown: never was, so the ref is probably misspelt; missing: not in the catalog, and whether it ever was has not been looked up yet.</param>
/// <param name="SeenAt">When it was first seen; null when that was just now.</param>
/// <param name="Affected">What depends on the person, services first.</param>
public sealed record Leaver(string Person, string Name, string Cause, DateTimeOffset? SeenAt, IReadOnlyList<AffectedEntity> Affected)
{
    public const string Unknown = "unknown";
    public const string Missing = "missing";

    /// <summary>People with a name like it; for one that is unknown.</summary>
    public IReadOnlyList<NearPerson> Nearest { get; init; } = [];
}

/// <summary>Somebody who may have been meant.</summary>
public sealed record NearPerson(string Person, string Name);

/// <param name="Entity">A service, team or other entity.</param>
/// <param name="Why">What ties it to the person, in words.</param>
public sealed record AffectedEntity(string Entity, string Name, string Kind, string Why);

/// <summary>Finds, in one state of the catalog and of the rotas, who is gone and what that leaves open. Needs no memory: it holds after a restart too.</summary>
public static class Leavers
{
    private const int MostNear = 3;

    /// <param name="everKnown">Whether the catalog ever held a person; null while that has not been looked up.</param>
    public static IReadOnlyList<Leaver> In(OnCallView view, IReadOnlyList<LeaverEntry> seen, Func<string, bool?> everKnown)
    {
        var graph = view.Graph;
        Dictionary<EntityRef, List<AffectedEntity>> affected = [];
        var gone = graph.Entities.Where(e => e.Ref.Kind == "user" && OnCallPeople.IsDeactivated(e)).Select(e => e.Ref).ToHashSet();
        foreach (var person in gone)
        {
            affected[person] = [];
        }

        foreach (var entity in graph.Entities)
        {
            if (entity.Ref.Kind != "user" && graph.Related(entity.Ref, RelationTypes.OwnedBy).Cast<EntityRef?>().FirstOrDefault() is { Kind: "user" } owner && IsGone(owner))
            {
                Add(owner, entity, $"{owner} is its owner");
            }

            if (entity.Ref.Kind == "group")
            {
                Team(entity);
            }

            if (Person(entity, OnCallPeople.OnCallAnnotation, null) is { } called && IsGone(called))
            {
                Add(called, entity, $"{OnCallPeople.OnCallAnnotation} names {called}");
            }
        }

        foreach (var rota in view.Rotas)
        {
            foreach (var person in rota.Rota.Layers.SelectMany(l => l.People).Distinct(StringComparer.Ordinal).Select(EntityRef.Parse).Where(IsGone))
            {
                var owner = EntityRef.Parse(rota.Rota.Owner);
                foreach (var (service, _) in Services(owner))
                {
                    Add(person, service, $"rota {rota.Name} of {owner} has turns of {person}");
                }

                if (graph.Find(owner) is { } team)
                {
                    Add(person, team, $"its rota {rota.Name} has turns of {person}");
                }
            }
        }

        return [.. affected.Select(a => Of(a.Key, a.Value)).OrderByDescending(l => l.SeenAt).ThenBy(l => l.Person, StringComparer.Ordinal)];

        bool IsGone(EntityRef person) => gone.Contains(person) || graph.Find(person) is null;

        void Team(CatalogEntity team)
        {
            if (Person(team, OnCallPeople.LeadAnnotation, "user") is { } lead && IsGone(lead))
            {
                Tell(lead, $"{lead} is the lead of {team.Ref}");
            }

            if (graph.Related(team.Ref, RelationTypes.HasMember).ToList() is [var only] && IsGone(only))
            {
                Tell(only, $"{only} is the only member of {team.Ref}");
            }

            void Tell(EntityRef person, string why)
            {
                Add(person, team, why);
                foreach (var (service, _) in Services(team.Ref))
                {
                    Add(person, service, why);
                }
            }
        }

        IEnumerable<(CatalogEntity Service, EntityRef Ref)> Services(EntityRef owner)
            => owner.Kind == "group" ? graph.Related(owner, RelationTypes.OwnerOf).Where(o => o.Kind == "component").Select(o => (graph.Find(o)!, o)).Where(o => o.Item1 is not null) : graph.Find(owner) is { } one ? [(one, owner)] : [];

        void Add(EntityRef person, CatalogEntity entity, string why)
        {
            if (!affected.TryGetValue(person, out var list))
            {
                affected[person] = list = [];
            }

            if (!list.Exists(a => a.Entity == entity.Ref.ToString() && a.Why == why))
            {
                list.Add(new(entity.Ref.ToString(), entity.Ref.Kind == "group" ? People.NameOf(entity) : entity.DisplayName, entity.Ref.Kind, why));
            }
        }

        Leaver Of(EntityRef person, List<AffectedEntity> list)
        {
            var known = seen.FirstOrDefault(s => s.Person == person.ToString());
            var user = graph.Find(person);
            var cause = user is not null ? "deactivated" : everKnown(person.ToString()) switch { true => "removed", false => Leaver.Unknown, null => Leaver.Missing };
            return new(person.ToString(), user is null ? known?.Name ?? person.Name : People.NameOf(user), cause, cause == Leaver.Unknown ? null : known?.SeenAt,
                [.. list.OrderBy(a => a.Kind == "component" ? 0 : 1).ThenBy(a => a.Name, StringComparer.OrdinalIgnoreCase)])
            {
                Nearest = cause == Leaver.Unknown ? [.. NearNames.Of(person, graph, MostNear).Where(e => e.Ref.Kind == "user").Select(e => new NearPerson(e.Ref.ToString(), People.NameOf(e)))] : [],
            };
        }
    }

    private static EntityRef? Person(CatalogEntity entity, string annotation, string? kind)
        => entity.Annotations.TryGetValue(annotation, out var text) && EntityRef.TryParse(text, kind, EntityRef.DefaultNamespace, out var person) && person.Kind == "user" ? person : null;
}

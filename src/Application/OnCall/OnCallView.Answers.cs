using System.Globalization;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>From a team or service to a person, each step said.</summary>
public sealed partial class OnCallView
{
    private const int MostParents = 6;
    private const int DeepestEscalation = 3;

    /// <summary>
    /// The first of these that leads to a person who can be called: rota of the service, rota of the owning team, the person that portal.dev/on-call names,
    /// the team's lead, then the same of the parent groups.
    /// </summary>
    /// <param name="subject">What is asked about.</param>
    /// <param name="owner">Who owns it; null when nobody does.</param>
    /// <param name="readAt">When the database was last read.</param>
    public OnCallAnswer Of(EntityRef subject, EntityRef? owner, DateTimeOffset now, DateTimeOffset? readAt) => Of(subject, owner, now, readAt, 0);

    private OnCallAnswer Of(EntityRef subject, EntityRef? owner, DateTimeOffset now, DateTimeOffset? readAt, int depth)
    {
        var search = new Search(this, now);
        var entity = Graph.Find(subject);
        var ownerEntity = owner is { } reference ? Graph.Find(reference) : null;
        var isService = subject.Kind is not ("group" or "user");
        var found = (isService ? search.Rotas(subject) : null)
            ?? (owner is { Kind: "group" } team ? search.Rotas(team) : null)
            ?? (isService ? search.Declared(entity) : null)
            ?? search.Declared(ownerEntity)
            ?? search.OfLead(ownerEntity)
            ?? (owner is { Kind: "group" } below ? search.Parents(below) : null);
        var rota = search.Rota;
        var next = rota is null ? null : Next(rota, NowOf(rota, now)?.Person, now);
        if (found is not null && search.Way != "rota" && next is not null && NowOf(rota!, now) is null)
        {
            found = found with { Until = next.Since }; // whoever stands in for a gap does so until it ends
        }

        var teamRef = owner?.ToString();
        return new(
            subject.ToString(), teamRef, ownerEntity is null ? owner?.Name : People.NameOf(ownerEntity), rota?.Name ?? search.NamedRota, rota?.Rota.Title, rota?.Rota.Zone.Id,
            found, next, rota is null || depth >= DeepestEscalation ? [] : Escalation(rota, owner, now, readAt, depth), rota is null ? [] : GapsOf(rota, now),
            search.Source(owner), readAt)
        {
            Way = found is null ? null : search.Way,
        };
    }

    /// <summary>Who is on call by a rota alone; null in a gap.</summary>
    public OnCallTurn? NowOf(RotaEntry rota, DateTimeOffset now)
    {
        var slices = Around(rota, now);
        var index = IndexAt(slices, now);
        if (index < 0 || slices[index].Person is not { } person)
        {
            return null;
        }

        // Neighbouring slices of one person are one stretch: a turn with an override by oneself in it has no handover.
        int first = index, last = index;
        while (first > 0 && slices[first - 1].Person == person)
        {
            first--;
        }

        while (last < slices.Count - 1 && slices[last + 1].Person == person)
        {
            last++;
        }

        return TurnOf(person, first == 0 ? null : slices[first].From, last == slices.Count - 1 ? null : slices[last].Until);
    }

    /// <summary>The next stretch of somebody else.</summary>
    public OnCallTurn? Next(RotaEntry rota, string? present, DateTimeOffset now)
    {
        var slices = Around(rota, now);
        var index = IndexAt(slices, now);
        var afterGap = index < 0 || slices[index].Person is null;
        for (var i = index + 1; i < slices.Count; i++)
        {
            if (slices[i].Person is not { } person)
            {
                afterGap = true; // after a gap the same person's turn is news
            }
            else if (slices[i].From > now && (afterGap || person != present))
            {
                var last = i;
                while (last < slices.Count - 1 && slices[last + 1].Person == person)
                {
                    last++;
                }

                return TurnOf(person, slices[i].From, last == slices.Count - 1 ? null : slices[last].Until);
            }
        }

        return null;
    }

    internal OnCallTurn TurnOf(string person, DateTimeOffset? since, DateTimeOffset? until)
    {
        var user = EntityRef.TryParse(person, out var reference) ? Graph.Find(reference) : null;
        return new(person, user is null ? reference.Name ?? person : People.NameOf(user), since, until, OnCallPeople.ContactsOf(user));
    }

    private List<EscalationLine> Escalation(RotaEntry rota, EntityRef? owner, DateTimeOffset now, DateTimeOffset? readAt, int depth)
    {
        List<EscalationLine> lines = [];
        foreach (var step in rota.Rota.Escalation)
        {
            lines.Add(step.Kind switch
            {
                EscalationTarget.Rota => Line(step, "rota", Find(step.Target) is { } other ? NowOf(other, now) : null, Find(step.Target)?.Rota.Owner, step.Target),
                EscalationTarget.Person => Line(step, "person", TurnOf(step.Target!, null, null), null, null),
                EscalationTarget.Team => OfTeam(step, "team", EntityRef.Parse(step.Target!)),
                EscalationTarget.Lead => Line(step, "lead", owner is { } o && OnCallPeople.LeadOf(Graph, Graph.Find(o)) is { } lead ? TurnOf(lead.Ref.ToString(), null, null) : null, owner?.ToString(), null),
                _ => owner is { } child && Graph.Related(child, RelationTypes.ChildOf).FirstOrDefault() is { Kind: not null } parent ? OfTeam(step, "parent", parent) : Line(step, "parent", null, null, null),
            });
        }

        return lines;

        EscalationLine OfTeam(EscalationStep step, string kind, EntityRef team)
        {
            var answer = Of(team, team, now, readAt, depth + 1);
            return Line(step, kind, answer.Now, team.ToString(), answer.Rota);
        }
    }

    private static EscalationLine Line(EscalationStep step, string kind, OnCallTurn? turn, string? team, string? rota)
        => new(step.AfterMinutes, kind, turn?.Person, turn?.Name, team, rota, turn?.Contacts ?? []);

    private static int IndexAt(IReadOnlyList<RotaSlice> slices, DateTimeOffset now)
    {
        int low = 0, high = slices.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (slices[middle].Until <= now)
            {
                low = middle + 1;
            }
            else if (slices[middle].From > now)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }

    /// <summary>The steps of one search and what they said.</summary>
    private sealed class Search(OnCallView view, DateTimeOffset now)
    {
        private readonly List<string> _passed = [];
        private string? _source;

        /// <summary>The rota that counts: the first one that was looked at.</summary>
        public RotaEntry? Rota { get; private set; }

        /// <summary>A rota that an annotation names and the portal does not hold.</summary>
        public string? NamedRota { get; private set; }

        public string Way { get; private set; } = "rota";

        public OnCallTurn? Rotas(EntityRef owner)
        {
            foreach (var rota in view.OwnedBy(owner))
            {
                Rota ??= rota;
                if (view.NowOf(rota, now) is not { } turn)
                {
                    var next = view.Next(rota, null, now);
                    _passed.Add($"rota {rota.Name} has nobody on call{(next?.Since is { } from ? $" until {from.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "")}");
                }
                else if (OnCallPeople.WhyNot(view.Graph, turn.Person) is { } why)
                {
                    _passed.Add($"rota {rota.Name} names a person who cannot be called: {why}");
                }
                else
                {
                    Rota = rota;
                    _source = $"rota {rota.Name} of {rota.Rota.Owner}";
                    return turn;
                }
            }

            return null;
        }

        public OnCallTurn? Declared(CatalogEntity? entity)
        {
            if (entity?.Annotations.GetValueOrDefault(OnCallPeople.OnCallAnnotation)?.Trim() is not { Length: > 0 } declared)
            {
                return null;
            }

            var at = $"{OnCallPeople.OnCallAnnotation} of {entity.Ref}";
            if (EntityRef.TryParse(declared, out var person) && person.Kind == "user")
            {
                return Person(person.ToString(), at, "person");
            }

            if (view.Find(declared) is null)
            {
                if (NamedRota is null)
                {
                    NamedRota = declared;
                    _passed.Insert(0, $"{at} names the rota {declared}, which is not kept here");
                }
            }

            return null;
        }

        public OnCallTurn? OfLead(CatalogEntity? owner)
        {
            if (owner is null)
            {
                return null;
            }

            if (OnCallPeople.LeadOf(view.Graph, owner) is { } lead)
            {
                return Person(lead.Ref.ToString(), owner.Ref.Kind == "user" ? $"{owner.Ref} is the owner" : $"lead of {owner.Ref}", owner.Ref.Kind == "user" ? "owner" : "lead");
            }

            _passed.Add($"{owner.Ref} names no lead that the catalog knows");
            return null;
        }

        public OnCallTurn? Parents(EntityRef group)
        {
            HashSet<EntityRef> seen = [group];
            var at = group;
            for (var step = 0; step < MostParents; step++)
            {
                if (view.Graph.Related(at, RelationTypes.ChildOf).FirstOrDefault() is not { Kind: not null } parent || !seen.Add(parent))
                {
                    return null;
                }

                var entity = view.Graph.Find(parent);
                if ((Rotas(parent) ?? Declared(entity) ?? OfLead(entity)) is { } found)
                {
                    _source += $", a parent group of {group}";
                    return found;
                }

                at = parent;
            }

            return null;
        }

        public string Source(EntityRef? owner)
        {
            if (_source is null && owner is null)
            {
                _passed.Add("it has no owner");
            }

            var passed = string.Join("; ", _passed);
            return _source is null ? $"nobody: {passed}" : passed.Length == 0 && Rota is null && Way == "lead" ? $"{_source}; no rota is declared" : passed.Length == 0 ? _source : $"{_source}; {passed}";
        }

        private OnCallTurn? Person(string person, string source, string way)
        {
            // Somebody without an address still is the answer; the nightly check says that nobody can be reached.
            if (!EntityRef.TryParse(person, out var reference) || view.Graph.Find(reference) is not { } user || OnCallPeople.IsDeactivated(user))
            {
                _passed.Add($"{source}: {OnCallPeople.WhyNot(view.Graph, person)}");
                return null;
            }

            (_source, Way) = (source, way);
            return view.TurnOf(person, null, null);
        }
    }
}

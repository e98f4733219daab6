using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Everything about the on-call of a team or service: now and next, rotas with four weeks of schedule, overrides, swaps.</summary>
/// <param name="Subject">Ref; a bare name means a group.</param>
public sealed record GetRotas(string Subject) : IQuery<OnCallPage>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="People">Who may be chosen: members of the team, people of its rotas.</param>
/// <param name="Me">Ref of the caller in the catalog, or null.</param>
public sealed record OnCallPage(string Subject, string Name, OnCallAnswer Answer, IReadOnlyList<RotaPanel> Rotas, IReadOnlyList<BrokenRota> Broken, IReadOnlyList<PersonName> People, bool MayEdit, string? Me);

public sealed record PersonName(string Ref, string Name);

/// <summary>One rota as its page shows it.</summary>
/// <param name="From">First moment of the calendar: the beginning of this week on the rota's wall clock.</param>
/// <param name="Slices">The final schedule of four weeks.</param>
/// <param name="Names">Display names of everybody in it, by ref.</param>
public sealed record RotaPanel(
    RotaView View, RotaDefinition Definition, DateOnly From, IReadOnlyList<RotaSlice> Slices, IReadOnlyList<OnCallGap> Gaps, IReadOnlyList<RotaOverride> Overrides, IReadOnlyList<RotaSwap> Swaps, IReadOnlyDictionary<string, string> Names)
{
    public const int Days = 28;

    public string NameOf(string person) => Names.GetValueOrDefault(person, person);
}

internal sealed class GetRotasHandler(ICurrentUser user, IAccess access, OnCallDirectory directory, TimeProvider clock) : IQueryHandler<GetRotas, OnCallPage>
{
    public Task<Result<OnCallPage>> Handle(GetRotas request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        if (!EntityRef.TryParse(request.Subject, "group", EntityRef.DefaultNamespace, out var subject) || view.Graph.Find(subject) is not { } entity)
        {
            return Task.FromResult<Result<OnCallPage>>(OnCallErrors.NotInCatalog(request.Subject));
        }

        var now = clock.GetUtcNow();
        var owner = Owners.Of(view.Graph, subject);
        var rotas = view.OwnedBy(subject).Select(r => Panel(view, r, now)).ToList();
        var people = view.Graph.Related(owner ?? subject, RelationTypes.HasMember).Select(m => m.ToString())
            .Concat(rotas.SelectMany(r => r.Definition.Layers).SelectMany(l => l.People)).Distinct(StringComparer.Ordinal)
            .Select(p => new PersonName(p, view.TurnOf(p, null, null).Name)).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase);
        return Task.FromResult<Result<OnCallPage>>(new OnCallPage(
            subject.ToString(), entity.Ref.Kind == "group" ? Catalog.People.NameOf(entity) : entity.DisplayName, view.Of(subject, owner, now, directory.ReadAt), rotas,
            [.. view.Broken.Where(b => b.Entity == subject.ToString())], [.. people], access.Decide(user.Actor!, OnCallAccess.DemandOf(subject.ToString())).Allowed, user.Actor!.UserRef));
    }

    private static RotaPanel Panel(OnCallView view, RotaEntry rota, DateTimeOffset now)
    {
        var zone = rota.Rota.Zone;
        var today = DateOnly.FromDateTime(ZoneTime.Local(zone, now));
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var (from, until) = (ZoneTime.Instant(zone, monday.ToDateTime(TimeOnly.MinValue)), ZoneTime.Instant(zone, monday.AddDays(RotaPanel.Days).ToDateTime(TimeOnly.MinValue)));
        var slices = view.SlicesOf(rota, from, until);
        var overrides = view.OverridesOf(rota.Name).Where(o => o.Until > now).ToList();
        var swaps = view.SwapsOf(rota.Name).Where(s => s.Until > now && s.State is SwapState.Proposed or SwapState.Accepted).ToList();
        var names = slices.Select(s => s.Person).OfType<string>().Concat(rota.Rota.Layers.SelectMany(l => l.People)).Concat(overrides.Select(o => o.Person)).Concat(swaps.SelectMany(s => new[] { s.Giver, s.Taker }))
            .Distinct(StringComparer.Ordinal).ToDictionary(p => p, p => view.TurnOf(p, null, null).Name, StringComparer.Ordinal);
        return new(RotaView.Of(rota), rota.Rota, monday, slices, view.GapsOf(rota, now), overrides, swaps, names);
    }
}

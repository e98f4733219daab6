using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.OnCall.Imports;

/// <summary>What an import would do.</summary>
/// <param name="Product">PagerDuty or Opsgenie; null when the text is neither.</param>
/// <param name="Fault">Why nothing can be read; null when something can.</param>
public sealed record ImportPlan(string? Product, IReadOnlyList<ImportItem> Items, string? Fault)
{
    public int Changes => Items.Count(i => i.Action is "new" or "changed") + Items.Sum(i => i.Overrides.Count(o => o.IsNew));
}

/// <summary>One schedule of the export.</summary>
/// <param name="Title">As it is called there.</param>
/// <param name="Name">Name of the rota here.</param>
/// <param name="Owner">Ref of the team it will belong to; null when none was found.</param>
/// <param name="Action">new, changed, unchanged, or skipped.</param>
/// <param name="Maps">What carries over, in words.</param>
/// <param name="Notes">What does not, in words; for a skipped one, why.</param>
public sealed record ImportItem(string Origin, string Title, string Name, string? Owner, string Action, RotaInput? Rota, IReadOnlyList<ImportedOverride> Overrides, IReadOnlyList<string> Maps, IReadOnlyList<string> Notes);

/// <param name="IsNew">False: an earlier import brought it.</param>
public sealed record ImportedOverride(string Origin, string Person, DateTimeOffset From, DateTimeOffset Until, bool IsNew);

/// <summary>From an export to rotas of this catalog.</summary>
internal sealed class ImportPlanner(OnCallView view, IActorDirectory people, string? owner, IReadOnlySet<string> knownOverrides, DateTimeOffset now)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public ImportPlan Plan(string json)
    {
        var export = RotaExport.Read(json);
        if (export.Fault is not null)
        {
            return new(null, [], export.Fault);
        }

        // Names first: escalations point to schedules that may come later.
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (var schedule in export.Schedules)
        {
            var name = NameOf(schedule, taken);
            taken.Add(name);
            _names[schedule.Origin[(schedule.Origin.IndexOf(':', StringComparison.Ordinal) + 1)..]] = name;
            _names.TryAdd(schedule.Name, name);
        }

        return new(export.Product, [.. export.Schedules.Select(Item)], null);
    }

    private string NameOf(ExportedSchedule schedule, HashSet<string> taken)
    {
        if (view.Rotas.FirstOrDefault(r => r.Stored?.Origin == schedule.Origin) is { } imported)
        {
            return imported.Name;
        }

        var slug = RotaExport.Slug(schedule.Name);
        var name = slug;
        for (var n = 2; taken.Contains(name) || view.Find(name) is not null; n++)
        {
            name = $"{slug}-{n}";
        }

        return name;
    }

    private ImportItem Item(ExportedSchedule schedule)
    {
        List<string> notes = [.. schedule.Notes];
        List<string> maps = [];
        var name = _names[schedule.Origin[(schedule.Origin.IndexOf(':', StringComparison.Ordinal) + 1)..]];
        var present = view.Rotas.FirstOrDefault(r => r.Stored?.Origin == schedule.Origin);
        var team = present?.Rota.Owner ?? TeamOf(schedule.Team) ?? (owner is not null && EntityRef.TryParse(owner, "group", EntityRef.DefaultNamespace, out var given) && view.Graph.Find(given) is not null ? given.ToString() : null);
        if (team is null)
        {
            notes.Add(schedule.Team is null ? "The export names no team. Choose a team for the import." : $"Team '{schedule.Team}' is not in the catalog under that name. Choose a team for the import, or name the group so.");
        }

        var layers = schedule.Layers.Select(l => Layer(l, maps, notes)).OfType<LayerInput>().ToList();
        var steps = schedule.Steps.Select(s => Step(s, notes)).OfType<StepInput>().ToList();
        var rota = new RotaInput(name, schedule.Name.Length > RotaReader.TitleMaxLength ? schedule.Name[..RotaReader.TitleMaxLength] : schedule.Name, schedule.TimeZone, layers, steps);
        if (steps.Count > 0)
        {
            maps.Add($"escalation: {string.Join(", ", steps.Select(s => $"after {s.AfterMinutes} min {s.Target}"))}");
        }

        var (_, faults) = RotaReader.Read(rota, team ?? "group:default/unknown");
        notes.AddRange(faults.Select(f => $"{f.Field}: {f.Message}"));
        var usable = faults.Count == 0 && team is not null;
        var overrides = usable ? schedule.Overrides.Where(o => o.Until > now).Select(o => Override(o, notes)).OfType<ImportedOverride>().ToList() : [];
        var action = !usable ? "skipped" : present is null ? "new" : present.Stored!.InputJson == JsonSerializer.Serialize(rota, OnCallJson.Options) ? "unchanged" : "changed";
        return new(schedule.Origin, schedule.Name, name, team, action, usable ? rota : null, overrides, maps, notes);
    }

    private LayerInput? Layer(ExportedLayer layer, List<string> maps, List<string> notes)
    {
        List<string> found = [];
        foreach (var person in layer.People)
        {
            if (PersonOf(person) is { } reference)
            {
                found.Add(reference);
            }
            else
            {
                notes.Add($"Layer '{layer.Input.Name}': {Unknown(person)}; the person is left out, so later turns move forward.");
            }
        }

        if (found.Count == 0)
        {
            notes.Add($"Layer '{layer.Input.Name}' has nobody whom the catalog knows and is left out.");
            return null;
        }

        if (layer.Input.End is { } end && string.CompareOrdinal(end, Json.Day(now.UtcDateTime)) < 0)
        {
            notes.Add($"Layer '{layer.Input.Name}' ended on {end} and is left out.");
            return null;
        }

        maps.Add($"layer '{layer.Input.Name}': {found.Count} people, {layer.Input.Turn}, handover {layer.Input.HandoverAt}{(layer.Input.Windows is { Count: > 0 } windows ? $", only {string.Join("; ", windows)}" : "")}");
        return layer.Input with { People = found };
    }

    private StepInput? Step(ExportedStep step, List<string> notes)
    {
        if (step.Schedule is { } schedule)
        {
            if (_names.TryGetValue(schedule, out var rota))
            {
                return new(step.AfterMinutes, "rota:" + rota);
            }

            notes.Add($"Escalation after {step.AfterMinutes} min: schedule '{schedule}' is not in the export; the step is left out.");
            return null;
        }

        if (step.Team is { } team)
        {
            if (TeamOf(team) is { } group)
            {
                return new(step.AfterMinutes, group);
            }

            notes.Add($"Escalation after {step.AfterMinutes} min: team '{team}' is not in the catalog; the step is left out.");
            return null;
        }

        if (step.Person is { } person && PersonOf(person) is { } reference)
        {
            return new(step.AfterMinutes, reference);
        }

        notes.Add($"Escalation after {step.AfterMinutes} min: {Unknown(step.Person!)}; the step is left out.");
        return null;
    }

    private ImportedOverride? Override(ExportedOverride stand, List<string> notes)
    {
        if (PersonOf(stand.Person) is { } person)
        {
            return new(stand.Origin, person, stand.From, stand.Until, !knownOverrides.Contains(stand.Origin));
        }

        notes.Add($"Override from {stand.From:yyyy-MM-dd}: {Unknown(stand.Person)}; it is left out.");
        return null;
    }

    private string? PersonOf(ExportedPerson person) => person.Email is { } mail ? people.FindUser(null, mail) : null;

    private static string Unknown(ExportedPerson person) => person.Email is { } mail ? $"nobody in the catalog has the e-mail address {mail}" : $"the export has no e-mail address of {person.Label}";

    private string? TeamOf(string? team)
        => team is null ? null : view.Graph.Entities.FirstOrDefault(e => e.Ref.Kind == "group" && (RotaExport.Slug(e.Name) == RotaExport.Slug(team) || string.Equals(People.NameOf(e), team, StringComparison.OrdinalIgnoreCase)))?.Ref.ToString();
}

using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>Reads rotas as they are written and says of every fault where it is, what it is and how to fix it.</summary>
public static partial class RotaReader
{
    public const int NameMaxLength = 64;
    public const int TitleMaxLength = 120;
    private const int MostLayers = 10;
    private const int MostPeople = 50;
    private const int MostSteps = 10;
    private const int LongestEscalation = 24 * 60;

    /// <param name="owner">Ref of the team or service the rota belongs to.</param>
    /// <returns>The rota, or null with at least one fault.</returns>
    public static (RotaDefinition? Rota, IReadOnlyList<RotaFault> Faults) Read(RotaInput input, string owner)
    {
        List<RotaFault> faults = [];
        var name = input.Name?.Trim() ?? "";
        if (!NamePattern().IsMatch(name) || name.Length > NameMaxLength)
        {
            faults.Add(new("name", $"'{Shown(name)}' is no name of a rota. Use 1 to {NameMaxLength} lower-case letters, digits and dashes, for instance payments-primary."));
        }

        if (input.Title is { Length: > TitleMaxLength })
        {
            faults.Add(new("title", $"The title is longer than {TitleMaxLength} characters. Shorten it."));
        }

        var zone = ZoneTime.Find(input.TimeZone);
        if (zone is null)
        {
            faults.Add(new("timeZone", $"'{Shown(input.TimeZone)}' is no time zone this system knows. Write an IANA id such as Europe/Oslo or UTC."));
        }

        var layers = Layers(input.Layers ?? [], faults);
        var steps = Steps(input.Escalation ?? [], faults);
        return faults.Count > 0 ? (null, faults) : (new(name, string.IsNullOrWhiteSpace(input.Title) ? name : input.Title.Trim(), owner, zone!, layers, steps), faults);
    }

    private static List<RotaLayer> Layers(IReadOnlyList<LayerInput> inputs, List<RotaFault> faults)
    {
        if (inputs.Count is 0 or > MostLayers)
        {
            faults.Add(new("layers", inputs.Count == 0 ? "A rota needs at least one layer. Add one with people, a turn and a start." : $"A rota has at most {MostLayers} layers. Split it into several rotas."));
            return [];
        }

        List<RotaLayer> layers = [];
        for (var i = 0; i < inputs.Count; i++)
        {
            if (Layer(inputs[i], i, faults) is { } layer)
            {
                layers.Add(layer);
            }
        }

        return layers;
    }

    private static RotaLayer? Layer(LayerInput input, int index, List<RotaFault> faults)
    {
        var at = $"layers[{index}]";
        var before = faults.Count;
        var people = People(input.People ?? [], at + ".people", faults);
        var turn = RotaText.Turn(input.Turn);
        if (turn is null)
        {
            faults.Add(new(at + ".turn", $"'{Shown(input.Turn)}' is no length of a turn. Write daily, weekly, hourly, or a number with h, d or w (12h, 3d, 2w); a turn is at most a year."));
        }

        if (!TryTime(string.IsNullOrWhiteSpace(input.HandoverAt) ? "09:00" : input.HandoverAt, out var handover))
        {
            faults.Add(new(at + ".handoverAt", $"'{Shown(input.HandoverAt)}' is no time of day. Write HH:mm, for instance 09:00."));
        }

        if (!TryDate(input.Start, out var start))
        {
            faults.Add(new(at + ".start", $"'{Shown(input.Start)}' is no day. Write yyyy-MM-dd: the day of the first handover."));
        }

        DateOnly? end = null;
        if (!string.IsNullOrWhiteSpace(input.End))
        {
            if (!TryDate(input.End, out var last) || last <= start)
            {
                faults.Add(new(at + ".end", $"'{Shown(input.End)}' is no day after the start. Write yyyy-MM-dd, or leave it empty for no end."));
            }

            end = last;
        }

        DayOfWeek? day = null;
        if (!string.IsNullOrWhiteSpace(input.HandoverOn))
        {
            day = RotaText.Day(input.HandoverOn);
            if (day is null)
            {
                faults.Add(new(at + ".handoverOn", $"'{Shown(input.HandoverOn)}' is no day of the week. Write monday to sunday."));
            }
            else if (turn is { Unit: not TurnUnit.Weeks })
            {
                faults.Add(new(at + ".handoverOn", "A day of handover belongs to turns that are counted in weeks. Leave it empty, or make the turn weekly."));
            }
        }

        List<RotaWindow> windows = [];
        foreach (var (text, n) in (input.Windows ?? []).Select((w, n) => (w, n)).Where(w => !string.IsNullOrWhiteSpace(w.w)))
        {
            if (RotaText.Windows(text) is { } read)
            {
                windows.AddRange(read);
            }
            else
            {
                faults.Add(new($"{at}.windows[{n}]", $"'{Shown(text)}' is no window. Write 'mon-fri 09:00-17:00', 'daily 22:00-06:00' or 'fri 17:00-mon 09:00'."));
            }
        }

        return faults.Count > before ? null
            : new(string.IsNullOrWhiteSpace(input.Name) ? $"Layer {index + 1}" : input.Name.Trim(), people, turn!.Value, handover, turn.Value.Unit == TurnUnit.Weeks ? day ?? start.DayOfWeek : null, start, end, windows);
    }

    private static List<string> People(IReadOnlyList<string> inputs, string at, List<RotaFault> faults)
    {
        List<string> people = [];
        foreach (var text in inputs.Where(t => !string.IsNullOrWhiteSpace(t)))
        {
            if (EntityRef.TryParse(text, "user", EntityRef.DefaultNamespace, out var person) && person.Kind == "user")
            {
                people.Add(person.ToString());
            }
            else
            {
                faults.Add(new(at, $"'{Shown(text)}' is no person. Write the ref of a user, for instance user:default/ines.rocha."));
            }
        }

        if (people.Count is 0 or > MostPeople)
        {
            faults.Add(new(at, $"A layer has 1 to {MostPeople} people; this one has {people.Count}. Write one ref a line, in the order of turns."));
        }

        return people;
    }

    private static List<EscalationStep> Steps(IReadOnlyList<StepInput> inputs, List<RotaFault> faults)
    {
        if (inputs.Count > MostSteps)
        {
            faults.Add(new("escalation", $"An escalation has at most {MostSteps} steps."));
        }

        List<EscalationStep> steps = [];
        for (var i = 0; i < inputs.Count; i++)
        {
            var at = $"escalation[{i}]";
            if (inputs[i].AfterMinutes is < 0 or > LongestEscalation)
            {
                faults.Add(new(at + ".afterMinutes", $"{inputs[i].AfterMinutes} minutes is out of range. Write 0 to {LongestEscalation}, counted from the first call."));
            }

            if (RotaText.Target(inputs[i].Target) is { } target)
            {
                steps.Add(new(inputs[i].AfterMinutes, target.Kind, target.Name));
            }
            else
            {
                faults.Add(new(at + ".target", $"'{Shown(inputs[i].Target)}' is nobody to call. Write lead, parent, rota:name, user:namespace/name or group:namespace/name."));
            }
        }

        return [.. steps.OrderBy(s => s.AfterMinutes)];
    }

    private static bool TryTime(string? text, out TimeOnly time) => TimeOnly.TryParseExact(text?.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    // Far dates are refused: the arithmetic of turns must not run out of calendar.
    private static bool TryDate(string? text, out DateOnly date)
        => DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is >= 1970 and <= 2999;

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "" : text.Length > 80 ? text[..80] + "..." : text;

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NamePattern();
}

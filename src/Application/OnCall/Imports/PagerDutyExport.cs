using System.Globalization;
using System.Text.Json;

namespace Portal.Application.OnCall.Imports;

/// <summary>Schedules, users and escalation policies as PagerDuty's REST API v2 gives them.</summary>
/// <remarks>Layers come highest first there and are lowest first here. Times of restrictions are on the wall clock of the schedule.</remarks>
internal static class PagerDutyExport
{
    private const int Day = 86_400;
    private const int Week = 7 * Day;
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static IReadOnlyList<ExportedSchedule> Read(JsonElement root, IReadOnlyList<JsonElement> schedules)
    {
        var users = Json.List(root, "users").Where(u => Json.Text(u, "id") is not null).GroupBy(u => Json.Text(u, "id")!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var policies = Json.List(root, "escalation_policies").ToList();
        return [.. schedules.Select(s => Schedule(s, users, policies))];
    }

    private static ExportedSchedule Schedule(JsonElement schedule, Dictionary<string, JsonElement> users, List<JsonElement> policies)
    {
        List<string> notes = [];
        var id = Json.Text(schedule, "id") ?? Json.Text(schedule, "name") ?? "";
        var zone = ZoneTime.Find(Json.Text(schedule, "time_zone"));
        List<ExportedLayer> layers = [];
        foreach (var layer in Json.List(schedule, "schedule_layers").Reverse())
        {
            if (Layer(layer, zone ?? TimeZoneInfo.Utc, users, notes) is { } read)
            {
                layers.Add(read);
            }
        }

        var overrides = Json.List(schedule, "overrides").Concat(Json.One(schedule, "overrides_subschedule") is { } sub ? Json.List(sub, "rendered_schedule_entries") : [])
            .Where(o => Json.Moment(o, "start") is not null && Json.Moment(o, "end") is not null)
            .Select(o => new ExportedOverride($"pagerduty:{id}/{Json.Text(o, "id") ?? Json.Text(o, "start")}", Person(Json.One(o, "user"), users), Json.Moment(o, "start")!.Value, Json.Moment(o, "end")!.Value)).ToList();
        return new($"pagerduty:{id}", Json.Text(schedule, "name") ?? Json.Text(schedule, "summary") ?? id, Json.Text(schedule, "time_zone"),
            Json.List(schedule, "teams").Select(t => Json.Text(t, "summary") ?? Json.Text(t, "name")).FirstOrDefault(), layers, overrides, Steps(id, policies, users, notes), notes);
    }

    private static ExportedLayer? Layer(JsonElement layer, TimeZoneInfo zone, Dictionary<string, JsonElement> users, List<string> notes)
    {
        var name = Json.Text(layer, "name") ?? "Layer";
        if (Json.Moment(layer, "rotation_virtual_start") is not { } anchor || Json.Number(layer, "rotation_turn_length_seconds") is not { } length || length <= 0)
        {
            notes.Add($"Layer '{name}' has no rotation_virtual_start or rotation_turn_length_seconds and is left out.");
            return null;
        }

        if (length % 3600 != 0)
        {
            notes.Add($"Layer '{name}' has turns of {length} seconds; turns here are whole hours. It is left out.");
            return null;
        }

        var turn = length % Week == 0 ? $"{length / Week}w" : length % Day == 0 ? $"{length / Day}d" : $"{length / 3600}h";
        var people = Json.List(layer, "users").Select(u => Person(Json.One(u, "user") ?? u, users)).ToList();
        var first = ZoneTime.Local(zone, anchor);
        var start = ZoneTime.Local(zone, Json.Moment(layer, "start") ?? anchor);

        // The virtual start may be long before the layer: the turn that runs at the start comes first here.
        var turns = Math.Max(0, (long)Math.Floor((start - first).TotalSeconds / length));
        var begin = first.AddSeconds(turns * (double)length);
        if (people.Count > 1)
        {
            var shift = (int)(turns % people.Count);
            people = [.. people.Skip(shift), .. people.Take(shift)];
        }

        if (first.Second != 0)
        {
            notes.Add($"Layer '{name}' hands over at {first:HH:mm:ss}; here it is {Json.Time(first)}.");
        }

        var windows = Json.List(layer, "restrictions").Select(r => Window(r, name, notes)).OfType<string>().ToList();
        var input = new LayerInput(name, null, turn, Json.Time(begin), null, Json.Day(begin), Json.Moment(layer, "end") is { } end ? Json.Day(ZoneTime.Local(zone, end)) : null, windows);
        return new(input, people);
    }

    private static string? Window(JsonElement restriction, string layer, List<string> notes)
    {
        if (!TimeOnly.TryParse(Json.Text(restriction, "start_time_of_day"), CultureInfo.InvariantCulture, out var from) || Json.Number(restriction, "duration_seconds") is not { } seconds || seconds is <= 0 or > Week)
        {
            notes.Add($"A restriction of layer '{layer}' has no start_time_of_day or duration_seconds and is left out: the layer covers more than it did.");
            return null;
        }

        var at = from.ToTimeSpan() + TimeSpan.FromSeconds(seconds);
        var to = TimeOnly.FromTimeSpan(TimeSpan.FromTicks(at.Ticks % TimeSpan.TicksPerDay));
        var (opens, closes) = (from.ToString("HH:mm", CultureInfo.InvariantCulture), to.ToString("HH:mm", CultureInfo.InvariantCulture));
        if (Json.Text(restriction, "type") != "weekly_restriction")
        {
            return $"daily {opens}-{closes}";
        }

        var day = Math.Clamp(Json.Number(restriction, "start_day_of_week") ?? 1, 1, 7) - 1;
        return $"{Days[day]} {opens}-{Days[(day + (int)at.TotalDays) % 7]} {closes}";
    }

    // The schedule is called first; what its policy's later rules call comes after the delays of the rules before.
    private static List<ExportedStep> Steps(string schedule, List<JsonElement> policies, Dictionary<string, JsonElement> users, List<string> notes)
    {
        List<ExportedStep> steps = [];
        var own = policies.Where(p => Json.List(p, "escalation_rules").Take(1).SelectMany(r => Json.List(r, "targets")).Any(t => Json.Text(t, "id") == schedule)).ToList();
        if (own.Count > 1)
        {
            notes.Add($"{own.Count} escalation policies begin with this schedule; '{Json.Text(own[0], "name")}' is taken.");
        }

        var after = 0;
        foreach (var rule in own.Take(1).SelectMany(p => Json.List(p, "escalation_rules")))
        {
            foreach (var target in Json.List(rule, "targets").Where(t => Json.Text(t, "id") != schedule))
            {
                var isUser = Json.Text(target, "type")?.StartsWith("user", StringComparison.Ordinal) == true;
                steps.Add(new(after, isUser ? Person(target, users) : null, isUser ? null : Json.Text(target, "id"), null));
            }

            after += Json.Number(rule, "escalation_delay_in_minutes") ?? 30;
        }

        return steps;
    }

    private static ExportedPerson Person(JsonElement? user, Dictionary<string, JsonElement> users)
    {
        var known = Json.Text(user, "id") is { } id && users.TryGetValue(id, out var found) ? found : user;
        return new(Json.Text(known, "name") ?? Json.Text(user, "summary") ?? Json.Text(user, "id") ?? "somebody", Json.Text(known, "email") ?? Json.Text(user, "email"));
    }
}

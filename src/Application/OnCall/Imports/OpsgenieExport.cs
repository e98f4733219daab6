using System.Text.Json;

namespace Portal.Application.OnCall.Imports;

/// <summary>Schedules with rotations and escalations as Opsgenie's REST API v2 gives them.</summary>
/// <remarks>User names are e-mail addresses there. Rotations of one schedule run side by side there; here the later one wins.</remarks>
internal static class OpsgenieExport
{
    public static IReadOnlyList<ExportedSchedule> Read(JsonElement root, IReadOnlyList<JsonElement> schedules)
    {
        var escalations = Json.List(root, "escalations").ToList();
        var loose = Json.List(root, "overrides").ToList();
        return [.. schedules.Select(s => Schedule(s, escalations, loose))];
    }

    private static ExportedSchedule Schedule(JsonElement schedule, List<JsonElement> escalations, List<JsonElement> loose)
    {
        List<string> notes = [];
        var name = Json.Text(schedule, "name") ?? Json.Text(schedule, "id") ?? "";
        var id = Json.Text(schedule, "id") ?? name;
        var zone = ZoneTime.Find(Json.Text(schedule, "timezone")) ?? TimeZoneInfo.Utc;
        if (schedule.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.False)
        {
            notes.Add("The schedule is disabled there; here it will count.");
        }

        List<ExportedLayer> layers = [];
        foreach (var rotation in Json.List(schedule, "rotations"))
        {
            if (Layer(rotation, zone, notes) is { } read)
            {
                layers.Add(read);
            }
        }

        if (layers.Count > 1)
        {
            notes.Add("Rotations that overlap in time call several people at once there; here the later rotation wins and the earlier ones fill what it leaves open.");
        }

        var overrides = Json.List(schedule, "overrides").Concat(loose.Where(o => Json.One(o, "parent") is { } parent && (Json.Text(parent, "id") == id || Json.Text(parent, "name") == name)))
            .Where(o => Json.Moment(o, "startDate") is not null && Json.Moment(o, "endDate") is not null)
            .Select(o => new ExportedOverride($"opsgenie:{id}/{Json.Text(o, "alias") ?? Json.Text(o, "startDate")}", Person(Json.One(o, "user")), Json.Moment(o, "startDate")!.Value, Json.Moment(o, "endDate")!.Value)).ToList();
        return new($"opsgenie:{id}", name, Json.Text(schedule, "timezone"), Json.Text(Json.One(schedule, "ownerTeam"), "name"), layers, overrides, Steps(id, name, escalations), notes);
    }

    private static ExportedLayer? Layer(JsonElement rotation, TimeZoneInfo zone, List<string> notes)
    {
        var name = Json.Text(rotation, "name") ?? "Rotation";
        var unit = Json.Text(rotation, "type") switch { "weekly" => 'w', "daily" => 'd', "hourly" => 'h', _ => ' ' };
        if (unit == ' ' || Json.Moment(rotation, "startDate") is not { } startDate)
        {
            notes.Add($"Rotation '{name}' has no startDate or a type other than weekly, daily, hourly, and is left out.");
            return null;
        }

        List<ExportedPerson> people = [];
        foreach (var participant in Json.List(rotation, "participants"))
        {
            if (Json.Text(participant, "type") is "user" or null)
            {
                people.Add(Person(participant));
            }
            else
            {
                notes.Add($"Rotation '{name}' has a participant of type {Json.Text(participant, "type")} ({Json.Text(participant, "name") ?? "no name"}); turns here are taken by people. It is left out.");
            }
        }

        var start = ZoneTime.Local(zone, startDate);
        var input = new LayerInput(name, null, $"{Json.Number(rotation, "length") ?? 1}{unit}", Json.Time(start), null, Json.Day(start),
            Json.Moment(rotation, "endDate") is { } end ? Json.Day(ZoneTime.Local(zone, end)) : null, Windows(Json.One(rotation, "timeRestriction"), name, notes));
        return new(input, people);
    }

    private static List<string> Windows(JsonElement? restriction, string name, List<string> notes)
    {
        List<string> windows = [];
        if (restriction is not { } there)
        {
            return windows;
        }

        foreach (var window in Json.List(there, "restrictions").Concat(Json.One(there, "restriction") is { } one ? [one] : []))
        {
            if (Json.Number(window, "startHour") is not { } from || Json.Number(window, "endHour") is not { } to)
            {
                notes.Add($"A time restriction of rotation '{name}' has no startHour or endHour and is left out: the rotation covers more than it did.");
                continue;
            }

            var (opens, closes) = ($"{from:00}:{Json.Number(window, "startMin") ?? 0:00}", $"{to % 24:00}:{Json.Number(window, "endMin") ?? 0:00}");
            windows.Add(Json.Text(window, "startDay") is { } first && Json.Text(window, "endDay") is { } last ? $"{first} {opens}-{last} {closes}" : $"daily {opens}-{closes}");
        }

        return windows;
    }

    private static List<ExportedStep> Steps(string id, string name, List<JsonElement> escalations)
    {
        List<ExportedStep> steps = [];
        foreach (var rule in escalations.Where(e => Json.List(e, "rules").Any(r => IsSchedule(r, id, name))).Take(1).SelectMany(e => Json.List(e, "rules")).Where(r => !IsSchedule(r, id, name)))
        {
            var delay = Json.One(rule, "delay");
            var amount = Json.Number(delay, "timeAmount") ?? Json.Number(rule, "delay") ?? 0;
            var minutes = Json.Text(delay, "timeUnit") switch { "hours" => amount * 60, "days" => amount * 1440, _ => amount };
            var recipient = Json.One(rule, "recipient");
            steps.Add(Json.Text(recipient, "type") switch
            {
                "schedule" => new(minutes, null, Json.Text(recipient, "name") ?? Json.Text(recipient, "id"), null),
                "team" => new(minutes, null, null, Json.Text(recipient, "name") ?? Json.Text(recipient, "id")),
                _ => new(minutes, Person(recipient), null, null),
            });
        }

        return steps;
    }

    private static bool IsSchedule(JsonElement rule, string id, string name)
        => Json.One(rule, "recipient") is { } recipient && Json.Text(recipient, "type") == "schedule" && (Json.Text(recipient, "id") == id || Json.Text(recipient, "name") == name);

    private static ExportedPerson Person(JsonElement? user)
    {
        var label = Json.Text(user, "username") ?? Json.Text(user, "name") ?? Json.Text(user, "id") ?? "somebody";
        return new(label, label.Contains('@', StringComparison.Ordinal) ? label : null);
    }
}

using System.Globalization;
using System.Text;

namespace Portal.Application.Incidents;

/// <summary>Writes an incident down as Markdown: summary, impact, timeline, people, cause, actions. Pure.</summary>
internal static class PostMortem
{
    public static string Of(IncidentRow incident, IReadOnlyList<IncidentLine> lines, IReadOnlyList<ActionRow> actions, IReadOnlyDictionary<string, string> names, DateTimeOffset now)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {Plain(incident.Title)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Incident {incident.Id}, {incident.Severity}. From {Moment(incident.StartedAt)} to {(incident.ResolvedAt is { } end ? $"{Moment(end)}, {ChangeScore.Span(end - incident.StartedAt)}" : $"now ({Moment(now)}); this is a draft")}.\n");
        text.Append(CultureInfo.InvariantCulture, $"Services: {string.Join(", ", incident.Services.Select(s => $"{Name(s)} (`{s}`)"))}.\n\n");
        text.Append("## Summary\n\n").Append(Plain(incident.Summary ?? "To be written when the incident is closed.")).Append("\n\n");
        text.Append("## Impact\n\n").Append(Plain(incident.Impact ?? "Nothing was written down.")).Append("\n\n");
        text.Append("## Cause\n\n").Append(Plain(incident.Cause ?? "Not known.")).Append("\n\n");
        if (incident.Codes.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Problems seen: {string.Join(", ", incident.Codes)}.\n\n");
        }

        text.Append("## People\n\n");
        foreach (var (role, person) in new[] { ("Lead", incident.Lead), ("Communications", incident.Communications), ("Scribe", incident.Scribe), ("Started by", incident.StartedBy) })
        {
            text.Append(CultureInfo.InvariantCulture, $"- {role}: {(person is null ? "nobody" : Name(person))}\n");
        }

        text.Append("\n## Timeline\n\nTimes are UTC.\n\n| Time | What | Who |\n| --- | --- | --- |\n");
        DateTime? day = null;
        foreach (var line in lines)
        {
            var at = line.At.UtcDateTime;
            text.Append(CultureInfo.InvariantCulture, $"| {(day == at.Date ? "" : $"{at:yyyy-MM-dd} ")}{at:HH:mm:ss} | {Cell(line.Text)} | {Cell(Name(line.By))} |\n");
            day = at.Date;
        }

        text.Append("\n## Actions\n\n");
        foreach (var action in actions)
        {
            text.Append(CultureInfo.InvariantCulture, $"- [{(action.DoneAt is null ? " " : "x")}] {Plain(action.Text)} ({Name(action.Owner)}, until {action.DueOn:yyyy-MM-dd}{(action.DoneAt is { } done ? $", done {done.UtcDateTime:yyyy-MM-dd}" : action.IsOverdue(now) ? ", overdue" : "")})\n");
        }

        return text.Append(actions.Count == 0 ? "None yet.\n" : "").ToString();

        string Name(string reference) => Plain(names.GetValueOrDefault(reference, reference));
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    // What people wrote must not become a heading or markup of the page that shows it.
    private static string Plain(string text) => text.Replace("\r", "", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\n#", "\n\\#", StringComparison.Ordinal);

    private static string Cell(string text) => Plain(text).Replace("\n", " ", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}

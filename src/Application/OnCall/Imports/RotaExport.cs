using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Application.OnCall.Imports;

/// <summary>A schedule of another product, with people as that product names them.</summary>
/// <param name="Origin">Product and id there: the second import of the same file finds its rota by it.</param>
/// <param name="Team">Name of the team that owns it there, or null.</param>
/// <param name="Notes">What does not carry over, in words.</param>
internal sealed record ExportedSchedule(
    string Origin, string Name, string? TimeZone, string? Team, IReadOnlyList<ExportedLayer> Layers, IReadOnlyList<ExportedOverride> Overrides, IReadOnlyList<ExportedStep> Steps, IReadOnlyList<string> Notes);

/// <param name="Input">The layer, its people left out.</param>
/// <param name="People">In the order of turns from <see cref="LayerInput.Start"/> on.</param>
internal sealed record ExportedLayer(LayerInput Input, IReadOnlyList<ExportedPerson> People);

/// <param name="Email">Null when the export does not say.</param>
internal sealed record ExportedPerson(string Label, string? Email);

internal sealed record ExportedOverride(string Origin, ExportedPerson Person, DateTimeOffset From, DateTimeOffset Until);

/// <summary>A step to a person, or to another schedule or team by its name or id.</summary>
internal sealed record ExportedStep(int AfterMinutes, ExportedPerson? Person, string? Schedule, string? Team);

/// <summary>An export as far as it could be read.</summary>
/// <param name="Product">PagerDuty, Opsgenie; null when it is neither.</param>
internal sealed record RotaExport(string? Product, IReadOnlyList<ExportedSchedule> Schedules, string? Fault)
{
    private const int Deepest = 64;

    /// <summary>Reads the JSON of one of the known products.</summary>
    public static RotaExport Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = Deepest, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            var schedules = Json.List(root, "schedules").Concat(Json.List(root, "data")).Concat(Json.One(root, "schedule") is { } one ? [one] : []).ToList();
            if (schedules.Any(s => s.TryGetProperty("schedule_layers", out _)) || root.TryGetProperty("escalation_policies", out _))
            {
                return new("PagerDuty", PagerDutyExport.Read(root, schedules), null);
            }

            return schedules.Any(s => s.TryGetProperty("rotations", out _)) ? new("Opsgenie", OpsgenieExport.Read(root, schedules), null)
                : new(null, [], "The JSON holds no schedules of a known kind: PagerDuty has schedules with schedule_layers, Opsgenie has schedules with rotations. Export with the details of each schedule included.");
        }
        catch (JsonException ex)
        {
            return new(null, [], Unreadable(json, ex));
        }
        catch (InvalidOperationException)
        {
            return new(null, [], "The JSON is no export of schedules. An export is one object, {\"schedules\": [...]} of PagerDuty or {\"data\": [...]} of Opsgenie, with lists and objects inside as their APIs answer them.");
        }
    }

    private static string Unreadable(string json, JsonException ex)
    {
        var text = json.AsSpan().TrimStart();
        if (text.IsEmpty)
        {
            return "There is nothing to import. Paste the JSON of an export.";
        }

        if (text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase))
        {
            return "This is an iCalendar file: it says who was on call, not by which rule. Paste the JSON that the schedules API of PagerDuty or Opsgenie answers.";
        }

        if (text[0] is not ('{' or '['))
        {
            return "This is no JSON: it begins neither with { nor with [. Paste the JSON that the schedules API of PagerDuty or Opsgenie answers.";
        }

        // Without a last brace the text was cut while it was copied.
        var place = $"line {(ex.LineNumber ?? 0) + 1}, character {(ex.BytePositionInLine ?? 0) + 1}";
        return json.AsSpan().TrimEnd()[^1] is '}' or ']' ? $"The JSON cannot be read at {place}. Look for a missing comma, quotation mark or bracket there."
            : $"The JSON breaks off at {place}: its end is missing. Paste the whole file.";
    }

    /// <summary>A name as rotas have it.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "rota" : text.Length > RotaReader.NameMaxLength - 4 ? text[..(RotaReader.NameMaxLength - 4)].Trim('-') : text;
    }
}

/// <summary>Careful reading: what is missing or of another kind is null.</summary>
internal static class Json
{
    public static IEnumerable<JsonElement> List(JsonElement from, string name)
        => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    public static JsonElement? One(JsonElement from, string name)
        => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var one) && one.ValueKind == JsonValueKind.Object ? one : null;

    public static string? Text(JsonElement? from, string name)
        => from is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static int? Number(JsonElement? from, string name)
        => from is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static DateTimeOffset? Moment(JsonElement? from, string name)
        => DateTimeOffset.TryParse(Text(from, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public static string Time(DateTime at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

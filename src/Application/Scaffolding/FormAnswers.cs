using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>
/// What a form without script sends (texts) as what the template asks for (JSON). Text that does not fit its type is kept, so that validation can say so. Questions that the answers
/// do not call for are not read, whatever was sent for them.
/// </summary>
public sealed class FormAnswers
{
    /// <summary>Input that says what to do with the rows of a list: <c>add:ports</c>, <c>remove:ports[1]</c>, <c>up:ports[1]</c>.</summary>
    public const string ActionInput = "_do";

    /// <summary>Stands for a secret that is asked on the next page; previews never show it.</summary>
    public const string SecretLater = "(asked when you create)";

    private const int MostRounds = 12; // each round can bring up questions that the last one's answers call for

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _sent;
    private readonly Dictionary<string, int> _chosen;
    private readonly (string Verb, string Path) _action;

    private FormAnswers(IReadOnlyDictionary<string, IReadOnlyList<string>> sent)
    {
        _sent = sent;
        _chosen = sent.Where(s => s.Key.Contains(FormSchema.VariantMark, StringComparison.Ordinal) && s.Value.Count > 0 && int.TryParse(s.Value[^1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(s => s.Key, s => int.Parse(s.Value[^1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        _action = sent.GetValueOrDefault(ActionInput) is [.., var text] && text.Split(':', 2) is [var verb, var path] ? (verb, path) : ("", "");
    }

    /// <summary>Reads what was sent.</summary>
    /// <returns>The answers, and the form with the questions they call for.</returns>
    public static (JsonObject Answers, IReadOnlyList<FormPage> Pages) Read(IReadOnlyList<FormPage> pages, IReadOnlyDictionary<string, IReadOnlyList<string>> sent)
    {
        FormAnswers reading = new(sent);
        JsonObject answers = [];
        for (var round = 0; round < MostRounds; round++)
        {
            var asked = FormReader.Read(pages, FormValues.Complete(pages, answers, reading._chosen).Values, reading._chosen);
            JsonObject read = [];
            foreach (var page in asked)
            {
                reading.Into(read, page.Fields);
            }

            if (JsonNode.DeepEquals(read, answers))
            {
                break;
            }

            answers = read;
        }

        return FormValues.Complete(pages, answers, reading._chosen);
    }

    /// <summary>Names of the inputs that a field is made of, those of the fields within included.</summary>
    public static IEnumerable<string> InputsOf(FormField field) => field.Flat.SelectMany(f => f.Kind switch
    {
        FieldKind.RepoUrl => [f.Path, $"{f.Path}.host", $"{f.Path}.owner", $"{f.Path}.repo"],
        FieldKind.Group => [],
        _ => new[] { f.Path },
    });

    private void Into(JsonObject values, IEnumerable<FormField> fields)
    {
        foreach (var field in fields.Where(f => f.Kind != FieldKind.Variant))
        {
            var (sent, value) = Value(field);
            if (sent)
            {
                values[field.Name] = value;
            }
        }
    }

    /// <returns>Whether anything was sent for it, and what; null is the answer "nothing".</returns>
    private (bool Sent, JsonNode? Value) Value(FormField field)
    {
        if (field.Kind == FieldKind.Group)
        {
            return Object(field);
        }

        if (field.Kind == FieldKind.RepoUrl)
        {
            return Repository(field);
        }

        if (!_sent.TryGetValue(field.Path, out var texts))
        {
            return field.Kind == FieldKind.Rows && _action is ("add", var path) && path == field.Path ? (true, Rows(field, [])) : (false, null);
        }

        var text = texts.Count > 0 ? texts[^1] : "";
        return (true, field.Kind switch
        {
            FieldKind.Rows => Rows(field, texts),
            FieldKind.Checkbox => JsonValue.Create(text is "true" or "on"),
            FieldKind.MultiSelect => new JsonArray([.. texts.Where(t => t.Length > 0).Select(t => Choice(field, t))]),
            FieldKind.List => List(field, text),
            FieldKind.Select or FieldKind.Radios => text.Length == 0 ? field.EmptyValue?.DeepClone() : Choice(field, text),
            FieldKind.Hidden => field.Schema["const"]?.DeepClone() ?? Typed(FieldLook.TypeOf(field.Schema), text),
            FieldKind.Number => Typed("number", text) ?? field.EmptyValue?.DeepClone(),
            _ => text.Trim().Length == 0 ? field.EmptyValue?.DeepClone() : JsonValue.Create(Moment(field, Plain(field, text))),
        });
    }

    /// <summary>Its fields, or the one alternative it takes the form of.</summary>
    private (bool Sent, JsonNode? Value) Object(FormField field)
    {
        if (field.Fields is [{ Kind: FieldKind.Variant }, var only] && only.Path == field.Path)
        {
            return Value(only);
        }

        JsonObject parts = [];
        Into(parts, field.Fields);
        return parts.Any(p => p.Value is not null) ? (true, parts) : (parts.Count > 0, field.Required || field.Kind == FieldKind.Rows ? parts : null);
    }

    /// <summary>Entries by the numbers they were sent under, with what the pressed button asks for.</summary>
    private JsonArray Rows(FormField list, IReadOnlyList<string> texts)
    {
        var numbers = texts.Where(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < 1000).Select(t => int.Parse(t, CultureInfo.InvariantCulture)).Distinct().ToList();
        if (_action is ("up", var moved) && numbers.FindIndex(n => $"{list.Path}[{n}]" == moved) is > 0 and var at)
        {
            (numbers[at - 1], numbers[at]) = (numbers[at], numbers[at - 1]);
        }

        if (_action.Verb == "remove")
        {
            numbers.RemoveAll(n => $"{list.Path}[{n}]" == _action.Path);
        }

        JsonArray entries = [];
        foreach (var number in numbers)
        {
            entries.Add(Entry(list, number));
        }

        if (_action is ("add", var added) && added == list.Path)
        {
            entries.Add(FieldLook.TypeOf(SchemaShape.Of(SchemaShape.EntryOf(list.Schema, entries.Count), list.Root ?? list.Schema, null)) == "object" ? new JsonObject() : null);
        }

        return entries;
    }

    /// <summary>An entry can bring up questions of its own, so it is read until it stays the same.</summary>
    private JsonNode? Entry(FormField list, int number)
    {
        FormSchema schema = new(list.Root ?? list.Schema, _chosen);
        JsonNode? value = null;
        for (var round = 0; round < MostRounds; round++)
        {
            var field = schema.Field(number.ToString(CultureInfo.InvariantCulture), SchemaShape.EntryOf(list.Schema, number) ?? new JsonObject(), required: true, value, value is not null, $"{list.Path}[{number}]", 1);
            var read = Value(field).Value ?? (field.Kind == FieldKind.Group && field.Fields is not [{ Kind: FieldKind.Variant }, _] ? new JsonObject() : null);
            if (JsonNode.DeepEquals(read, value))
            {
                break;
            }

            value = read;
        }

        return value;
    }

    private (bool Sent, JsonNode? Value) Repository(FormField field)
    {
        if (_sent.GetValueOrDefault(field.Path) is [.., { Length: > 0 } whole])
        {
            return (true, JsonValue.Create(whole));
        }

        string Part(string name) => (_sent.GetValueOrDefault($"{field.Path}.{name}") is [.., var text] ? text : "").Trim();
        var sent = _sent.ContainsKey($"{field.Path}.repo") || _sent.ContainsKey($"{field.Path}.owner");
        return (sent, Part("owner").Length + Part("repo").Length == 0 ? null : JsonValue.Create(new RepoUrl(Part("host"), Part("owner"), Part("repo")).ToString()));
    }

    private static JsonArray List(FormField field, string text)
        => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => Typed(FieldLook.TypeOf(SchemaShape.Of(field.Schema["items"], field.Root ?? field.Schema, null)), t))]);

    private static JsonNode? Choice(FormField field, string text)
        => field.Options.FirstOrDefault(o => o.Value == text) is { } option ? option.Json is null && text != "null" ? JsonValue.Create(text) : option.Json?.DeepClone() : JsonValue.Create(text);

    private static JsonNode? Typed(string type, string text)
    {
        if (text.Trim().Length == 0)
        {
            return null;
        }

        return type switch
        {
            "number" or "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            "number" or "integer" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            "boolean" when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
            "object" or "array" => Json(text),
            _ => JsonValue.Create(text),
        };
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Plain(FormField field, string text) => field.Kind == FieldKind.Secret ? text : text.ReplaceLineEndings("\n").Trim();

    /// <summary>A browser's date and time has neither seconds nor zone; it is asked in UTC.</summary>
    private static string Moment(FormField field, string text)
        => field.InputType == "datetime-local" && DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : field.InputType == "time" && text.Length == 5 ? text + ":00" : text;
}

using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>The form, what was typed, and why it was refused.</summary>
/// <param name="Form">Its questions hold the answers.</param>
/// <param name="Invalid">Why it was refused, or null.</param>
/// <param name="NewQuestions">Titles of questions that the last answers have brought up.</param>
public sealed record FormView(TemplateForm Form, Failure? Invalid, IReadOnlyList<string>? NewQuestions = null)
{
    /// <summary>Input that tells a form that was sent from a link with some answers in it.</summary>
    public const string SentInput = "_form";

    /// <summary>Input and query key of the draft that holds what was typed.</summary>
    public const string DraftInput = "_draft";

    /// <summary>The draft that holds what was typed; null before the first save.</summary>
    public string? Draft { get; init; }

    /// <summary>Where the form reads itself again.</summary>
    public string Address { get; init; } = $"/create/{Form.Template.Namespace}/{Form.Template.Name}/details";

    /// <summary>Where more choices of a field are found; null where there is no such place.</summary>
    public string? ChoicesAddress => Address == $"/create/{Form.Template.Namespace}/{Form.Template.Name}/details" ? $"/create/{Form.Template.Namespace}/{Form.Template.Name}/choices" : null;

    /// <summary>Every message, with the field it stands beside; null where the form shows no such field.</summary>
    public IReadOnlyList<(FormField? Field, string Message)> Problems => Invalid is Invalid invalid
        ? [.. invalid.Fields.SelectMany(f => f.Value.Select(message => (Field: Beside(f.Key), Message: message))).OrderBy(p => p.Field is null ? -1 : Places.GetValueOrDefault(p.Field.Path))] : [];

    private Dictionary<string, int> Places => Form.Fields.Select((f, i) => (f.Path, i)).GroupBy(p => p.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().i, StringComparer.Ordinal);

    /// <summary>Whether the questions depend on answers: then the form is read again as they change.</summary>
    public bool Flows => Form.Parameters.Any(p => HasCondition(p, 0)) || Form.Fields.Any(f => f.Kind == FieldKind.Variant);

    /// <summary>In the editor the text keeps the focus.</summary>
    public FieldView Of(FormField field) => new(ChoicesAddress is null ? field with { Autofocus = false } : field, this);

    public IReadOnlyList<string> ErrorsOf(FormField field) => [.. Problems.Where(p => p.Field?.Path == field.Path && p.Field.Kind == field.Kind).Select(p => p.Message)];

    /// <summary>Questions of a sent form that it did not contain yet: without script they are noticed only now.</summary>
    public static IReadOnlyList<string> NotAsked(TemplateForm form, IReadOnlyDictionary<string, IReadOnlyList<string>> sent)
        => !sent.ContainsKey(SentInput) ? []
            : [.. form.Fields.Where(f => f.Kind is not (FieldKind.Group or FieldKind.Secret or FieldKind.Hidden or FieldKind.Variant) && !FormAnswers.InputsOf(f with { Fields = [] }).Any(sent.ContainsKey)).Select(f => f.Title)];

    /// <summary>The field of a message; for a part of an answer that is no field, the one around it.</summary>
    private FormField? Beside(string path)
    {
        for (var at = path; at.Length > 0; at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))])
        {
            if (Form.Fields.LastOrDefault(f => f.Path == at && f.Kind is not (FieldKind.Variant or FieldKind.Hidden)) is { } field)
            {
                return field;
            }
        }

        return null;
    }

    private static bool HasCondition(JsonNode? node, int depth) => depth < 20 && node switch
    {
        JsonObject map => map.Any(p => p.Key is "dependencies" or "dependentSchemas" or "dependentRequired" or "if" || HasCondition(p.Value, depth + 1)),
        JsonArray list => list.Any(v => HasCondition(v, depth + 1)),
        _ => false,
    };
}

/// <summary>One field as it is drawn.</summary>
public sealed record FieldView(FormField Field, FormView Form)
{
    /// <summary>Id of its input, and start of the ids around it.</summary>
    public string Id => "f-" + Field.Path.Replace('[', '-').Replace("]", "", StringComparison.Ordinal).Replace('.', '-').Replace("$", "", StringComparison.Ordinal);

    public IReadOnlyList<string> Errors => Form.ErrorsOf(Field);

    /// <summary>The type attribute. A text that a browser's own input could not show again is shown as text, so that it can be corrected.</summary>
    public string InputType => Field.InputType is "number" or "date" or "datetime-local" or "time" or "color" && Text.Length > 0 && (Errors.Count > 0 || Field.InputType == "color") && !Fits ? "text"
        : Field.InputType == "color" && Text.Length == 0 ? "text" : Field.InputType;

    private bool Fits => Field.InputType switch
    {
        "number" => Field.Shown is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "date" => DateOnly.TryParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "color" => Text.Length == 7 && Text[0] == '#',
        _ => DateTimeOffset.TryParse(Text, CultureInfo.InvariantCulture, out _),
    };

    public string? Invalid => Errors.Count > 0 ? "true" : null;

    /// <summary>Ids of the texts that describe the input, for screen readers.</summary>
    public string? DescribedBy
    {
        get
        {
            string[] ids = [.. new[] { Field.Description is null ? null : Id + "-d", HelpSaid || Field.Help is null ? null : Id + "-h", Field.Note is null ? null : Id + "-n", Errors.Count > 0 ? Id + "-e" : null }.OfType<string>()];
            return ids.Length == 0 ? null : string.Join(' ', ids);
        }
    }

    /// <summary>A message that quotes the help makes the help itself one line too many.</summary>
    public bool HelpSaid => Field.Help is { } help && Errors.Any(e => e.Contains(help, StringComparison.Ordinal));

    /// <summary>The answer as an input holds it.</summary>
    public string Text => Field.Shown switch
    {
        null => "",
        JsonArray list when Field.Kind == FieldKind.List => string.Join('\n', list.Select(v => v?.ToString())),
        JsonArray or JsonObject => Field.Shown.ToJsonString(),
        var value when Field.InputType == "datetime-local" && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var moment)
            => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        var value => value.ToString(),
    };

    public bool Chosen(FieldOption option) => Field.Shown switch
    {
        JsonArray several when Field.Kind == FieldKind.MultiSelect => several.Any(v => (v?.ToString() ?? "null") == option.Value || (v is JsonObject or JsonArray && v.ToJsonString() == option.Value)),
        null => option.Json is null && option.Value == "null" && Field.Answered,
        _ => Text == option.Value,
    };

    public FieldView Of(FormField field) => Form.Of(field);
}

/// <summary>Secrets are asked on the page after the form, since the form's answers are kept as a draft.</summary>
internal static class SecretInputs
{
    /// <summary>Puts a word in the place of a secret, so that the rest can be checked and shown.</summary>
    public static void AskLater(JsonObject answers, string path)
    {
        JsonNode? at = answers;
        var steps = path.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        foreach (var step in steps[..^1])
        {
            at = at switch
            {
                JsonObject map => map[step] ??= new JsonObject(),
                JsonArray list when int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        if (at is JsonObject parent)
        {
            parent[steps[^1]] = FormAnswers.SecretLater;
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>What a form without script sends (texts) as what the template asks for (JSON). Text that does not fit its type is kept, so that validation can say so.</summary>
public static class FormAnswers
{
    /// <summary>Stands for a secret that is asked on the next page; previews never show it.</summary>
    public const string SecretLater = "(asked when you create)";

    public static JsonObject Read(IEnumerable<FormField> fields, IEnumerable<KeyValuePair<string, StringValues>> sent)
    {
        var given = sent.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        JsonObject values = [];
        foreach (var field in fields)
        {
            if (Value(field, given) is { } value)
            {
                values[field.Name] = value;
            }
        }

        return values;
    }

    /// <summary>Names of the inputs that a field is made of.</summary>
    public static IEnumerable<string> InputsOf(FormField field)
        => field.Kind == FieldKind.RepoUrl ? [$"{field.Name}.host", $"{field.Name}.owner", $"{field.Name}.repo"] : [field.Name];

    private static JsonNode? Value(FormField field, Dictionary<string, StringValues> given)
    {
        var text = given.GetValueOrDefault(field.Name).FirstOrDefault() ?? "";
        return field.Kind switch
        {
            FieldKind.RepoUrl => Repository(field, given),
            FieldKind.Checkbox => JsonValue.Create(text is "true" or "on"),
            FieldKind.MultiSelect => given.TryGetValue(field.Name, out var chosen) ? new JsonArray([.. chosen.Where(c => c?.Length > 0).Select(c => JsonValue.Create(c))]) : null,
            FieldKind.List => text.Trim().Length == 0 ? null : new JsonArray([.. text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(c => JsonValue.Create(c))]),
            FieldKind.Number => Number(text),
            FieldKind.Select when text.Length > 0 => Choice(field, text),
            _ => text.Trim().Length == 0 ? null : JsonValue.Create(text.ReplaceLineEndings("\n").Trim()),
        };
    }

    private static JsonValue? Repository(FormField field, Dictionary<string, StringValues> given)
    {
        if (given.GetValueOrDefault(field.Name).FirstOrDefault() is { Length: > 0 } whole)
        {
            return JsonValue.Create(whole);
        }

        string Part(string name) => (given.GetValueOrDefault($"{field.Name}.{name}").FirstOrDefault() ?? "").Trim();
        return Part("owner").Length + Part("repo").Length == 0 ? null : JsonValue.Create(new RepoUrl(Part("host"), Part("owner"), Part("repo")).ToString());
    }

    private static JsonValue? Number(string text)
    {
        if (text.Trim().Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
    }

    /// <summary>A select of numbers or truth values sends texts; the schema's own value is meant.</summary>
    private static JsonValue Choice(FormField field, string text)
        => field.Default is JsonValue sample && sample.GetValueKind() == System.Text.Json.JsonValueKind.Number && long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number) : JsonValue.Create(text);
}

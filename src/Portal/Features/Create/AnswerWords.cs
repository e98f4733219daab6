using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>Answers as people read them: the form's titles and the choices' words. What a template hides from review or masks stays so.</summary>
public static class AnswerWords
{
    /// <summary>The answers that the questions hold.</summary>
    public static IReadOnlyList<(string Title, string Text)> Of(IEnumerable<FormPage> pages) => [.. pages.SelectMany(p => p.Fields).SelectMany(f => Of(f, "", f => f.Shown))];

    /// <summary>The answers of a run, as the form of today asks for them; what it does not ask for any more stands under its own name.</summary>
    public static IReadOnlyList<(string Title, string Text)> Of(RunView run)
    {
        var fields = run.Form.SelectMany(p => p.Fields).ToList();
        var asked = fields.Select(f => f.Path.Split('.', '[')[0]).ToHashSet(StringComparer.Ordinal);
        return [.. fields.SelectMany(f => Of(f, "", f => f.Value)), .. run.Values.Where(v => !asked.Contains(v.Key)).Select(v => (v.Key, v.Value?.ToString() ?? ""))];
    }

    private static IEnumerable<(string Title, string Text)> Of(FormField field, string before, Func<FormField, JsonNode?> answer)
    {
        if (!field.InReview || field.Kind is FieldKind.Hidden or FieldKind.Secret)
        {
            return [];
        }

        if (field.Kind is FieldKind.Group or FieldKind.Rows)
        {
            return field.Fields.SelectMany(f => Of(f, field.Kind == FieldKind.Group ? $"{before}{field.Title}: " : before, answer));
        }

        var value = answer(field);
        var text = value is null ? "" : field.ReviewMask ?? (value is JsonArray list ? string.Join(", ", list.Select(v => TitleOf(field, v))) : TitleOf(field, value));
        return text.Length == 0 ? [] : [(before + field.Title, text)];
    }

    private static string TitleOf(FormField field, JsonNode? value)
    {
        var text = value is JsonObject or JsonArray ? value.ToJsonString() : value?.ToString() ?? "";
        if (field.Kind == FieldKind.RepoUrl && RepoUrl.TryParse(text, out var place) is null)
        {
            return $"{place!.Owner}/{place.Repo} on {place.Host}";
        }

        return field.Options.FirstOrDefault(o => o.Value == text)?.Title ?? (text switch { "true" => "yes", "false" => "no", _ => text });
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>
/// Answers land in files, commit messages, logs and the catalog, none of which can show a control character. Line breaks and tabs are
/// text where a template asks for several lines (<c>ui:widget: textarea</c>) and nowhere else.
/// </summary>
internal static class TextCheck
{
    /// <summary>What is wrong with the texts of an answer, by path; at most one problem for each text.</summary>
    /// <param name="schema">Of the answer, or null where the template says nothing about it.</param>
    /// <param name="value">The answer, or null.</param>
    /// <param name="path">Where it stands: <c>a</c>, <c>a.b</c>, <c>a[0]</c>.</param>
    public static IEnumerable<KeyValuePair<string, string>> Check(JsonObject? schema, JsonNode? value, string path) => value switch
    {
        JsonObject parts => parts.SelectMany(p => Problem(p.Key, lines: false) is { } problem
            ? [new(path, $"has a key that {problem}")]
            : Check(schema?["properties"]?[p.Key] as JsonObject, p.Value, $"{path}.{p.Key}")),
        JsonArray items => items.SelectMany((item, i) => Check((schema is null ? null : SchemaShape.EntryOf(schema, i)) as JsonObject, item, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]")),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && Problem(text.GetValue<string>(), IsLines(schema)) is { } problem => [new(path, problem)],
        _ => [],
    };

    private static bool IsLines(JsonObject? schema)
        => FormReader.Text(schema?["ui:widget"]) == "textarea" || FormReader.Text((schema?["ui:options"] as JsonObject)?["widget"]) == "textarea";

    private static string? Problem(string text, bool lines)
    {
        foreach (var c in text.Where(char.IsControl))
        {
            if (c is not ('\n' or '\r' or '\t'))
            {
                return $"holds the control character U+{((int)c).ToString("X4", CultureInfo.InvariantCulture)}. Remove it.";
            }

            if (!lines)
            {
                return c == '\t' ? "holds a tab. Write a space." : "holds a line break. Write it on one line.";
            }
        }

        return null;
    }
}

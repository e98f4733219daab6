using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>One field that differs between two versions of an entity.</summary>
/// <param name="Field">Path, for instance spec.owner or metadata.annotations.portal.dev/tier; for a list, the list's path.</param>
/// <param name="Before">The value before: a text as it is, anything else as JSON, long ones cut; null: it was not there.</param>
/// <param name="After">The value after; null: it is gone.</param>
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>What differs between two versions of an entity, given as JSON.</summary>
public static class EntityDiff
{
    private const int MostChanges = 200;
    private const int LongestValue = 500;

    /// <returns>Empty when the values agree, whatever the texts around them look like.</returns>
    public static IReadOnlyList<FieldChange> Between(string beforeJson, string afterJson)
    {
        using var before = JsonDocument.Parse(beforeJson, new JsonDocumentOptions { MaxDepth = 256 });
        using var after = JsonDocument.Parse(afterJson, new JsonDocumentOptions { MaxDepth = 256 });
        List<FieldChange> changes = [];
        Compare("", before.RootElement, after.RootElement, changes);
        return changes;
    }

    /// <summary>The fields of metadata and spec that changed, each once: "spec.owner, metadata.tags".</summary>
    public static string Summary(IReadOnlyList<FieldChange> changes)
    {
        var text = string.Join(", ", changes.Select(c => Top(c.Field)).Distinct(StringComparer.Ordinal));
        return text.Length <= CatalogChange.FieldsMaxLength ? text : text[..CatalogChange.FieldsMaxLength];
    }

    private static string Top(string field)
    {
        var first = field.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : field.IndexOf('.', first + 1);
        return second < 0 ? field : field[..second];
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<FieldChange> changes)
    {
        if (changes.Count >= MostChanges || JsonElement.DeepEquals(before, after))
        {
            return;
        }

        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in before.EnumerateObject())
            {
                if (after.TryGetProperty(field.Name, out var other))
                {
                    Compare(Join(path, field.Name), field.Value, other, changes);
                }
                else
                {
                    changes.Add(new(Join(path, field.Name), Words(field.Value), null));
                }
            }

            foreach (var field in after.EnumerateObject())
            {
                if (!before.TryGetProperty(field.Name, out _))
                {
                    changes.Add(new(Join(path, field.Name), null, Words(field.Value)));
                }
            }
        }
        else if (AreTexts(before) && AreTexts(after))
        {
            CompareLists(path, before, after, changes);
        }
        else
        {
            changes.Add(new(path, Words(before), Words(after)));
        }
    }

    // A list of texts is read as a set: what came and what went says more than two long lists. Only the order may differ, too.
    private static void CompareLists(string path, JsonElement before, JsonElement after, List<FieldChange> changes)
    {
        var old = before.EnumerateArray().Select(i => i.GetString()!).ToList();
        var now = after.EnumerateArray().Select(i => i.GetString()!).ToList();
        var gone = old.Except(now, StringComparer.Ordinal).ToList();
        var come = now.Except(old, StringComparer.Ordinal).ToList();
        changes.AddRange(gone.Select(g => new FieldChange(path, Cut(g), null)));
        changes.AddRange(come.Select(c => new FieldChange(path, null, Cut(c))));
        if (gone.Count + come.Count == 0)
        {
            changes.Add(new(path, Words(before), Words(after)));
        }
    }

    private static bool AreTexts(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Words(JsonElement value) => Cut(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";
}

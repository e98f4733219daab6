using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>
/// What a step with <c>each</c> has done, as its row keeps it: the outputs of the finished iterations and the checkpoint of the one under
/// way, so that a resumed run neither repeats nor skips one. Steps without <c>each</c> keep their output as it is.
/// </summary>
internal static class StepIterations
{
    private const string Outputs = "$each";
    private const string Note = "$note";

    /// <summary>The entries in order: an array's keys are "0", "1", ..., as in Backstage.</summary>
    /// <returns>Null when the value is no list.</returns>
    public static IReadOnlyList<(string Key, JsonNode? Value)>? Of(JsonNode? value) => value switch
    {
        JsonArray items => [.. items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item))],
        JsonObject map => [.. map.Select(p => (p.Key, p.Value))],
        _ => null,
    };

    public static string IdOf(string stepId, int iteration) => string.Create(CultureInfo.InvariantCulture, $"{stepId}[{iteration}]");

    public static IReadOnlyList<JsonObject> Finished(JsonObject kept) => kept[Outputs] is JsonArray outputs ? [.. outputs.Select(o => o as JsonObject ?? [])] : [];

    public static JsonObject Checkpoint(JsonObject kept) => kept[Note] as JsonObject ?? [];

    public static JsonObject Keep(IEnumerable<JsonObject> finished, JsonObject? note = null)
    {
        JsonObject kept = new() { [Outputs] = new JsonArray([.. finished.Select(o => o.DeepClone())]) };
        if (note is { Count: > 0 })
        {
            kept[Note] = note.DeepClone();
        }

        return kept;
    }

    /// <summary>What later steps read: of a step with <c>each</c>, a list of the iterations' values under every name.</summary>
    public static JsonObject Readable(JsonObject kept)
    {
        if (kept[Outputs] is not JsonArray)
        {
            return kept;
        }

        JsonObject merged = [];
        foreach (var (name, value) in Finished(kept).SelectMany(o => o))
        {
            if (merged[name] is not JsonArray list)
            {
                merged[name] = list = [];
            }

            list.Add(value?.DeepClone());
        }

        return merged;
    }
}

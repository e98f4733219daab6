using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>Made-up answers that fit a form, so that its author sees at once what it leads to.</summary>
internal static class SampleAnswers
{
    private const int MostRounds = 8;
    private static readonly string[] Words = ["sample-service", "sample", "Sample text", "com.example.sample", "1.0.0", "sample_service", "SampleService", "A short sentence that says what it is for.", "10", "a", "ABC-123", "ab", "abc", "sample-service-name"];

    private static readonly Dictionary<string, string> ByFormat = new(StringComparer.Ordinal)
    {
        ["email"] = "team@example.com",
        ["idn-email"] = "team@example.com",
        ["uri"] = "https://example.com",
        ["url"] = "https://example.com",
        ["uri-reference"] = "/docs",
        ["date"] = "2026-03-31",
        ["date-time"] = "2026-03-31T09:30:00Z",
        ["time"] = "09:30:00",
        ["hostname"] = "api.example.com",
        ["ipv4"] = "10.0.0.1",
        ["ipv6"] = "2001:db8::1",
        ["uuid"] = "123e4567-e89b-12d3-a456-426614174000",
        ["duration"] = "P1D",
        ["regex"] = "^a+$",
        ["json-pointer"] = "/spec",
        ["color"] = "#3447b8",
        ["data-url"] = "data:text/plain;base64,SGVsbG8=",
    };

    /// <summary>Answers what is required and has no answer yet.</summary>
    /// <param name="pages">The form.</param>
    /// <param name="given">Answers that stay.</param>
    /// <param name="fill">Puts choices of the catalog into a form.</param>
    public static JsonObject Fill(IReadOnlyList<FormPage> pages, JsonObject given, Func<IReadOnlyList<FormPage>, IReadOnlyList<FormPage>> fill)
    {
        var values = given.DeepClone().AsObject();
        for (var round = 0; round < MostRounds; round++)
        {
            var (complete, asked) = FormValues.Complete(pages, values);
            var before = complete.DeepClone();
            foreach (var page in fill(asked))
            {
                Into(complete, page.Fields);
            }

            values = complete;
            if (JsonNode.DeepEquals(before, complete))
            {
                break;
            }
        }

        return values;
    }

    private static void Into(JsonObject values, IEnumerable<FormField> fields)
    {
        foreach (var field in fields.Where(f => f.Kind is not (FieldKind.Variant or FieldKind.Secret or FieldKind.Hidden)))
        {
            if (field.Kind == FieldKind.Group)
            {
                if (field.Fields.All(f => f.Path != field.Path) && (field.Required || values[field.Name] is JsonObject))
                {
                    var parts = values[field.Name] as JsonObject ?? [];
                    Into(parts, field.Fields);
                    if (parts.Parent is null)
                    {
                        values[field.Name] = parts;
                    }
                }

                continue;
            }

            if (field.Kind == FieldKind.Rows && values[field.Name] is JsonArray rows)
            {
                foreach (var (row, at) in field.Fields.Where(f => f.Kind == FieldKind.Group).Zip(rows.OfType<JsonObject>()))
                {
                    Into(at, row.Fields);
                }
            }

            if (field.Required && values[field.Name] is null && Of(field) is { } sample)
            {
                values[field.Name] = sample;
            }
        }
    }

    private static JsonNode? Of(FormField field) => field.Kind switch
    {
        FieldKind.Owner or FieldKind.Entity => field.Options.Count > 0 ? JsonValue.Create(field.Default?.ToString() ?? field.Options[0].Value) : null,
        FieldKind.Select or FieldKind.Radios => field.Options.FirstOrDefault(o => !o.Disabled) is { } first ? first.Json?.DeepClone() ?? JsonValue.Create(first.Value) : null,
        FieldKind.MultiSelect => new JsonArray([.. field.Options.Take(Math.Max(1, field.MinItems ?? 1)).Select(o => o.Json?.DeepClone() ?? JsonValue.Create(o.Value))]),
        FieldKind.RepoUrl => JsonValue.Create(new RepoUrl(
            field.Options.Count > 0 ? field.Options[0].Value : "github.com", RepositoryChoices.Owners(field) is [var owner, ..] ? owner : field.Placeholder ?? "demo", RepositoryChoices.Names(field) is [var name, ..] ? name : "sample-service").ToString()),
        FieldKind.Checkbox => JsonValue.Create(false),
        FieldKind.Number => Number(field),
        FieldKind.List => new JsonArray([.. Words.Take(Math.Max(1, field.MinItems ?? 1)).Select(w => JsonValue.Create(w))]),
        FieldKind.Rows => new JsonArray([.. Enumerable.Range(0, Math.Max(1, field.MinItems ?? 1)).Select(_ => (JsonNode?)new JsonObject())]),
        _ => Text(field),
    };

    private static JsonValue Number(FormField field)
    {
        var least = field.Minimum ?? SchemaChecks.Number(field.Schema["exclusiveMinimum"]) + (field.Step ?? 1) ?? Math.Min(1, field.Maximum ?? 1);
        var step = field.Step ?? (field.WholeNumber ? 1 : 0);
        var number = step > 0 ? Math.Ceiling(least / step) * step : least;
        return decimal.Truncate(number) == number ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }

    private static JsonValue? Text(FormField field)
    {
        var format = FormReader.Text(field.Schema["format"]);
        var examples = (field.Schema["examples"] as JsonArray ?? []).OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String).Select(v => v.ToString());
        var candidates = new[] { field.Placeholder, format is null ? null : ByFormat.GetValueOrDefault(format) }.OfType<string>().Concat(examples).Concat(Words);
        return candidates.Select(c => JsonValue.Create(c)).FirstOrDefault(c => SchemaValidation.Fits(field.Root ?? field.Schema, field.Schema, c)) ?? JsonValue.Create("sample");
    }
}

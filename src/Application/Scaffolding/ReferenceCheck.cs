using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Checks answers that name entities, or are to become names and tags of entities.</summary>
internal sealed partial class ReferenceCheck(CatalogGraph graph, Actor? actor)
{
    /// <summary>Checks and writes full refs into the values.</summary>
    /// <returns>Full ref of the first owner, or null.</returns>
    public string? Check(IReadOnlyList<FormField> fields, JsonObject values, Action<string, string> add)
    {
        string? owner = null;
        foreach (var field in fields.Where(f => f.Kind is FieldKind.Owner or FieldKind.Entity))
        {
            if (FormReader.Text(FormValues.At(values, field.Path)) is { } text && Reference(field, text, add) is { } reference)
            {
                FormValues.Put(values, field.Path, JsonValue.Create(reference));
                owner ??= field.Kind == FieldKind.Owner ? reference : null;
            }
        }

        foreach (var field in fields)
        {
            Names(field, FormValues.At(values, field.Path), add);
        }

        return owner;
    }

    private string? Reference(FormField field, string text, Action<string, string> add)
    {
        var kinds = EntityChoices.KindsOf(field);
        if (!EntityRef.TryParse(text, kinds[0], FormReader.Text(field.UiOptions["defaultNamespace"]) ?? EntityRef.DefaultNamespace, out var reference))
        {
            return Refused($"{field.Title} is no entity. Write {kinds[0]}:default/name.");
        }

        if (graph.Find(reference) is not { } entity)
        {
            // Backstage takes any text unless it is told otherwise; here a template has to say so, since a wrong owner is found much later.
            return SchemaChecks.IsTrue(field.UiOptions["allowArbitraryValues"]) ? null : Refused($"{field.Title}: the catalog has no {reference}. Choose one from the list.");
        }

        return !kinds.Contains(reference.Kind, StringComparer.Ordinal) ? Refused($"{field.Title} must be a {string.Join(" or ", kinds)}; {reference} is a {reference.Kind}.")
            : !EntityChoices.Offers(field, entity, graph, actor) ? Refused($"{field.Title}: {reference} is not among those the template takes. Choose one from the list.")
            : reference.ToString();
        string? Refused(string message)
        {
            add(field.Path, message);
            return null;
        }
    }

    private static void Names(FormField field, JsonNode? value, Action<string, string> add)
    {
        if (field.UiField == "EntityNamePicker" && FormReader.Text(value) is { } name && (name.Length > 63 || !Name().IsMatch(name)))
        {
            add(field.Path, $"{field.Title} must be a name: at most 63 letters and digits, with single dashes, underscores and dots between them.");
        }
        else if (field.UiField == "EntityTagsPicker" && value is JsonArray tags && tags.Select(FormReader.Text).OfType<string>().FirstOrDefault(t => t.Length > 63 || !Tag().IsMatch(t)) is { } bad)
        {
            add(field.Path, $"{field.Title}: '{bad}' is no tag. Use lower-case letters, digits, + and #, with single dashes and colons between them, at most 63 characters.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*\z", RegexOptions.None, 2000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9+#]+(?:[-:][a-z0-9+#]+)*\z", RegexOptions.None, 2000)]
    private static partial Regex Tag();
}

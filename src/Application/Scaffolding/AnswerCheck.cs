using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>The part of checking answers that needs nothing but the template.</summary>
internal static class AnswerCheck
{
    /// <summary>Checks what the schemas come down to for these answers first: its messages name fields. The schemas as written have the last word.</summary>
    public static void Schemas(IReadOnlyList<FormPage> pages, JsonObject values, Action<string, string> add)
    {
        var titles = FormTitles.Of(pages);
        HashSet<(string, string)> said = [];
        foreach (var page in pages)
        {
            var shape = SchemaShape.Deep(page.Schema, page.Schema, values);
            Say(SchemaValidation.Check(page.Schema, shape, values));
            if (said.Count == 0)
            {
                Say(SchemaValidation.Check(page.Schema, page.Schema, values));
            }

            foreach (var field in page.Fields.Where(f => values.ContainsKey(f.Name)))
            {
                Say(TextCheck.Check(shape["properties"]?[field.Name] as JsonObject, values[field.Name], field.Name));
            }
        }

        void Say(IEnumerable<KeyValuePair<string, string>> findings)
        {
            foreach (var (path, message) in findings.Where(f => said.Add((f.Key, f.Value))))
            {
                add(path, $"{titles.Of(path)} {message}");
            }
        }
    }

    /// <summary>Takes the secrets out of the answers; steps read them as secrets.name. What ui:widget password asks for is read as a parameter by templates, so it is both.</summary>
    public static JsonObject TakeSecrets(IEnumerable<FormField> fields, JsonObject values)
    {
        JsonObject secrets = [];
        JsonObject asParameters = [];
        foreach (var field in fields.Where(f => f.IsSecret))
        {
            if (FormValues.At(values, field.Path) is not { } secret)
            {
                continue;
            }

            secrets[field.Path.Contains('[', StringComparison.Ordinal) ? field.Path : field.Name] = secret.DeepClone();
            if (field.UiField is null && field.Path == field.Name)
            {
                asParameters[field.Name] = secret.DeepClone();
            }

            FormValues.Put(values, field.Path, null);
        }

        if (asParameters.Count > 0)
        {
            secrets[RunContext.SecretParameters] = asParameters;
        }

        return secrets;
    }

    /// <summary>Completes and checks answers where there is neither catalog nor git server to ask.</summary>
    public static (JsonObject Values, JsonObject Secrets) Offline(ScaffoldTemplate template, JsonObject given, Action<string, string> add)
    {
        var (complete, pages) = FormValues.Complete(template.Pages, given);
        var values = FormValues.Settled(complete);
        foreach (var name in FormValues.Prune(pages, values))
        {
            add(name, $"{name} is no parameter of {template.Ref}.");
        }

        Schemas(pages, values, add);
        return (values, TakeSecrets(pages.SelectMany(p => p.Fields).SelectMany(f => f.Flat).ToList(), values));
    }
}

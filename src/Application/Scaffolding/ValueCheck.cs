using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>The answers, checked: everything that can be refused is refused here, before the first side effect.</summary>
/// <param name="Values">Answers with defaults filled in, secrets left out.</param>
/// <param name="Secrets">Secret answers.</param>
/// <param name="OwnerGroup">Full ref of the first owner field, or null.</param>
internal sealed record CheckedValues(JsonObject Values, JsonObject Secrets, string? OwnerGroup);

internal sealed class ValueCheck(ICatalog catalog, ISourceControl source, IAccess access, ICurrentUser user, ScaffoldActions actions)
{
    private const string NameField = "name";

    public async Task<Result<CheckedValues>> CheckAsync(ScaffoldTemplate template, JsonObject given, CancellationToken ct)
    {
        if (actions.Unknown(template) is { Count: > 0 } unknown)
        {
            return new Conflict("scaffold.action_unknown", string.Join(" ", unknown));
        }

        var values = Complete(template, given);
        SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);
        foreach (var name in values.Select(v => v.Key).Where(k => template.Fields.All(f => f.Name != k)).ToList())
        {
            Add(name, $"{name} is no parameter of {template.Ref}. It takes {string.Join(", ", template.Fields.Select(f => f.Name))}.");
        }

        foreach (var (path, message) in template.Pages.SelectMany(p => SchemaValidation.Check(p.Schema, values)).Distinct())
        {
            Add(path, $"{TitleOf(template, path)} {message}");
        }

        foreach (var field in template.Fields)
        {
            var schema = template.Pages.Select(p => p.Schema["properties"]?[field.Name] as JsonObject).FirstOrDefault(s => s is not null);
            foreach (var (path, problem) in TextCheck.Check(schema, values[field.Name], field.Name))
            {
                Add(path, $"{field.Title} {problem}");
            }
        }

        var owner = CheckRefs(template, values, Add);
        if (errors.Count == 0)
        {
            await CheckRepositoriesAsync(template, values, Add, ct);
            CheckName(template, values, Add);
        }

        if (errors.Count > 0)
        {
            return new Invalid(errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
        }

        if (owner is not null && user.Actor is { } actor && access.Decide(actor, new(Permissions.ScaffoldRun, Group: owner)) is { Allowed: false } refused)
        {
            return new Forbidden("access.denied", refused.Reason);
        }

        return Split(template, values, owner);
        void Add(string field, string message) => (errors.TryGetValue(field, out var list) ? list : errors[field] = []).Add(message);
    }

    /// <summary>Defaults filled in; blank answers to optional questions count as no answer, as a form sends them.</summary>
    private static JsonObject Complete(ScaffoldTemplate template, JsonObject given)
    {
        JsonObject values = [];
        foreach (var (name, value) in given.Where(v => v.Value is not null && !(v.Value is JsonValue text && text.TryGetValue<string>(out var s) && s.Trim().Length == 0)))
        {
            values[name] = value!.DeepClone();
        }

        foreach (var field in template.Fields.Where(f => f.Default is not null && !values.ContainsKey(f.Name)))
        {
            values[field.Name] = field.Default!.DeepClone();
        }

        return values;
    }

    private static string TitleOf(ScaffoldTemplate template, string path)
        => template.Fields.FirstOrDefault(f => f.Name == path || path.StartsWith(f.Name + "[", StringComparison.Ordinal) || path.StartsWith(f.Name + ".", StringComparison.Ordinal))?.Title ?? path;

    private string? CheckRefs(ScaffoldTemplate template, JsonObject values, Action<string, string> add)
    {
        string? owner = null;
        foreach (var field in template.Fields.Where(f => f.Kind is FieldKind.Owner or FieldKind.Entity))
        {
            if (values[field.Name] is not JsonValue value || !value.TryGetValue<string>(out var text))
            {
                continue;
            }

            var kinds = EntityChoices.KindsOf(field);
            if (!EntityRef.TryParse(text, kinds[0], EntityRef.DefaultNamespace, out var reference))
            {
                add(field.Name, $"{field.Title} is no entity. Write {kinds[0]}:default/name.");
            }
            else if (catalog.Current.Find(reference) is null)
            {
                add(field.Name, $"{field.Title}: the catalog has no {reference}. Choose one from the list.");
            }
            else if (!kinds.Contains(reference.Kind, StringComparer.Ordinal))
            {
                add(field.Name, $"{field.Title} must be a {string.Join(" or ", kinds)}; {reference} is a {reference.Kind}.");
            }
            else
            {
                values[field.Name] = reference.ToString();
                owner ??= field.Kind == FieldKind.Owner ? reference.ToString() : null;
            }
        }

        return owner;
    }

    private async Task CheckRepositoriesAsync(ScaffoldTemplate template, JsonObject values, Action<string, string> add, CancellationToken ct)
    {
        foreach (var field in template.Fields.Where(f => f.Kind == FieldKind.RepoUrl && values[f.Name] is JsonValue))
        {
            if (RepoUrl.TryParse(values[field.Name]!.ToString(), out var repository) is { } problem)
            {
                add(field.Name, $"{field.Title} {problem}");
                continue;
            }

            // Which server makes repositories is the operator's choice; the answer names that one from here on.
            repository = source.Hosts.Contains(repository!.Host, StringComparer.OrdinalIgnoreCase) ? repository : repository with { Host = source.Hosts[0] };
            values[field.Name] = repository.ToString();
            var exists = await source.ExistsAsync(repository, ct);
            if (exists.Failure is { } failure)
            {
                add(field.Name, failure.Message);
            }
            else if (exists.Value)
            {
                add(field.Name, $"{field.Title}: {repository.Owner}/{repository.Repo} exists already on {repository.Host}. Choose another name.");
            }
        }
    }

    private void CheckName(ScaffoldTemplate template, JsonObject values, Action<string, string> add)
    {
        if (template.Fields.Any(f => f.Name == NameField) && values[NameField] is JsonValue value && value.TryGetValue<string>(out var name)
            && catalog.Current.Find(new EntityRef("component", EntityRef.DefaultNamespace, name)) is { } taken)
        {
            add(NameField, $"The catalog has {taken.Ref} already{(taken.Owner is { } owner ? $", owned by {owner}" : "")}. Choose another name.");
        }
    }

    private static CheckedValues Split(ScaffoldTemplate template, JsonObject values, string? owner)
    {
        JsonObject secrets = [];
        foreach (var field in template.Fields.Where(f => f.IsSecret && values.ContainsKey(f.Name)))
        {
            secrets[field.Name] = values[field.Name]!.DeepClone();
            values.Remove(field.Name);
        }

        return new(values, secrets, owner);
    }
}

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

        var (complete, pages) = FormValues.Complete(template.Pages, given);
        var values = FormValues.Settled(complete);
        SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);
        foreach (var name in FormValues.Prune(pages, values))
        {
            Add(name, $"{name} is no parameter of {template.Ref}. It takes {string.Join(", ", pages.SelectMany(p => p.Fields).Where(f => f.Kind != FieldKind.Variant).Select(f => f.Name))}.");
        }

        var fields = pages.SelectMany(p => p.Fields).SelectMany(f => f.Flat).ToList();
        AnswerCheck.Schemas(pages, values, Add);
        var owner = new ReferenceCheck(catalog.Current, user.Actor).Check(fields, values, Add);
        Unavailable? away = null;
        if (errors.Count == 0)
        {
            away = await CheckRepositoriesAsync(fields, values, Add, ct);
            CheckName(fields, values, Add);
        }

        if (errors.Count > 0)
        {
            return new Invalid(errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
        }

        if (away is not null)
        {
            return away; // nothing is wrong with the answers
        }

        if (owner is not null && user.Actor is { } actor && access.Decide(actor, new(Permissions.ScaffoldRun, Group: owner)) is { Allowed: false } refused)
        {
            return new Forbidden("access.denied", refused.Reason);
        }

        return new CheckedValues(values, AnswerCheck.TakeSecrets(fields, values), owner);
        void Add(string field, string message) => (errors.TryGetValue(field, out var list) ? list : errors[field] = []).Add(message);
    }

    /// <returns>Why a server could not be asked; null when all have answered.</returns>
    private async Task<Unavailable?> CheckRepositoriesAsync(List<FormField> fields, JsonObject values, Action<string, string> add, CancellationToken ct)
    {
        Unavailable? away = null;
        foreach (var field in fields.Where(f => f.Kind == FieldKind.RepoUrl))
        {
            if (FormReader.Text(FormValues.At(values, field.Path)) is not { } text)
            {
                continue;
            }

            if (RepoUrl.TryParse(text, out var repository) is { } problem)
            {
                add(field.Path, $"{field.Title} {problem}");
                continue;
            }

            if (RepositoryChoices.Refuse(field, repository!) is { } refused)
            {
                add(field.Path, $"{field.Title}: {refused}");
                continue;
            }

            // Which server makes repositories is the operator's choice; the answer names that one from here on.
            repository = source.Hosts.Contains(repository!.Host, StringComparer.OrdinalIgnoreCase) ? repository : repository with { Host = source.Hosts[0] };
            FormValues.Put(values, field.Path, JsonValue.Create(repository.ToString()));
            var exists = await source.ExistsAsync(repository, ct);
            if (exists.Failure is Unavailable unavailable)
            {
                away = unavailable with { Message = $"{field.Title}: {unavailable.Message}" };
            }
            else if (exists.Failure is { } failure)
            {
                add(field.Path, failure.Message);
            }
            else if (exists.Value)
            {
                add(field.Path, $"{field.Title}: {repository.Owner}/{repository.Repo} exists already on {repository.Host}. Choose another name.");
            }
        }

        return away;
    }

    private void CheckName(List<FormField> fields, JsonObject values, Action<string, string> add)
    {
        if (fields.Any(f => f.Path == NameField) && FormReader.Text(values[NameField]) is { } name
            && catalog.Current.Find(new EntityRef("component", EntityRef.DefaultNamespace, name)) is { } taken)
        {
            add(NameField, $"The catalog has {taken.Ref} already{(taken.Owner is { } owner ? $", owned by {owner}" : "")}. Choose another name.");
        }
    }
}

using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>What a RepoUrlPicker offers: hosts, owners and names that its template allows.</summary>
public static class RepositoryChoices
{
    /// <summary>Owners that the template allows; empty allows any.</summary>
    public static IReadOnlyList<string> Owners(FormField field) => [.. FormReader.Strings(field.UiOptions["allowedOwners"]).Union(FormReader.Strings(field.UiOptions["allowedOrganizations"]), StringComparer.OrdinalIgnoreCase)];

    /// <summary>Repository names that the template allows; empty allows any.</summary>
    public static IReadOnlyList<string> Names(FormField field) => FormReader.Strings(field.UiOptions["allowedRepos"]);

    /// <summary>The portal's hosts that the template allows; all of them when it names none of them, since the operator decides where repositories are made.</summary>
    internal static IReadOnlyList<FieldOption> Hosts(FormField field, ISourceControl source)
    {
        var allowed = FormReader.Strings(field.UiOptions["allowedHosts"]);
        var fit = source.Hosts.Where(h => allowed.Contains(h, StringComparer.OrdinalIgnoreCase)).ToList();
        return [.. (fit.Count > 0 ? fit : source.Hosts).Select(h => new FieldOption(h, h))];
    }

    /// <summary>Why the template does not take the repository, or null.</summary>
    internal static string? Refuse(FormField field, RepoUrl repository)
    {
        var (owners, names) = (Owners(field), Names(field));
        return owners.Count > 0 && !owners.Contains(repository.Owner, StringComparer.OrdinalIgnoreCase) ? $"the template takes the organisations {string.Join(", ", owners)}, not {repository.Owner}."
            : names.Count > 0 && !names.Contains(repository.Repo, StringComparer.OrdinalIgnoreCase) ? $"the template takes the repositories {string.Join(", ", names)}, not {repository.Repo}." : null;
    }
}

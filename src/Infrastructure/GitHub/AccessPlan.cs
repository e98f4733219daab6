using System.Text.Json.Nodes;

namespace Portal.Infrastructure.GitHub;

/// <summary>Who may do what in a repository: the inputs <c>access</c> and <c>collaborators</c>.</summary>
internal static class AccessPlan
{
    /// <exception cref="ArgumentException">A team of another organisation, or an entry that names nobody.</exception>
    public static (IReadOnlyList<(string Slug, string Permission)> Teams, IReadOnlyList<(string Login, string Permission)> Users) Of(GitHubStep step)
    {
        List<(string Slug, string Permission)> teams = [];
        List<(string Login, string Permission)> users = [];
        var owner = step.Place.Owner;
        if (step.Context.Text("access") is { Length: > 0 } access && !access.Equals(owner, StringComparison.OrdinalIgnoreCase))
        {
            var prefix = owner + "/";
            if (access.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                teams.Add((access[prefix.Length..], "admin"));
            }
            else if (access.Contains('/', StringComparison.Ordinal))
            {
                throw new ArgumentException($"access '{access}' is no team of {owner}. Write {prefix}team, or the name of a user.", nameof(step));
            }
            else
            {
                users.Add((access, "admin"));
            }
        }

        foreach (var collaborator in (step.Context.Input["collaborators"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var permission = collaborator["access"]?.ToString() ?? "push";
            if (collaborator["team"]?.ToString() is { Length: > 0 } team)
            {
                teams.Add((Name(team), permission));
            }
            else if ((collaborator["user"] ?? collaborator["username"])?.ToString() is { Length: > 0 } user)
            {
                users.Add((Name(user), permission));
            }
            else
            {
                throw new ArgumentException("collaborators: each entry needs team or user, and access.", nameof(step));
            }
        }

        return (teams, users);
    }

    /// <returns>Why somebody cannot be given access, in words; null when all are on GitHub.</returns>
    public static async Task<string?> MissingAsync(GitHubStep step, RepositoryPlan plan)
    {
        var owner = step.Place.Owner;
        if (plan.Teams.Count > 0)
        {
            var known = (await step.Client.Organization.Team.GetAll(owner)).Select(t => t.Slug).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (plan.Teams.Select(t => t.Slug).FirstOrDefault(slug => !known.Contains(slug)) is { } team)
            {
                return $"The organisation {owner} has no team {team} on GitHub. Make it there, or choose another owner.";
            }
        }

        foreach (var (login, _) in plan.Users)
        {
            if (await step.Rest.FindAsync($"users/{login}") is null)
            {
                return $"GitHub has no user {login}. Use the name that the person has there.";
            }
        }

        return null;
    }

    /// <summary>The name of an entity ref, or of org/team.</summary>
    private static string Name(string text) => text[(text.LastIndexOfAny([':', '/']) + 1)..];
}

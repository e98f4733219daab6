using System.IO.Enumeration;
using Octokit;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// What a location of type github-org names: ORG, host/ORG or https://host/ORG, then optionally //PATTERN and filters (?topic=&amp;name=&amp;archived=&amp;fork=&amp;visibility=&amp;path=).
/// docs/operator/catalog-sources.md describes the form.
/// </summary>
/// <param name="Patterns">Paths and patterns with * and **; empty: every catalog-info.yaml and catalog-info.yml.</param>
/// <param name="Topics">A repository must have all of them.</param>
/// <param name="Names">Patterns; one must fit. Empty: all names do.</param>
/// <param name="Archived">Null: both.</param>
/// <param name="Forks">Null: both.</param>
internal sealed record OrganizationTarget(string Organization, IReadOnlyList<string> Patterns, IReadOnlyList<string> Topics, IReadOnlyList<string> Names, bool? Archived, bool? Forks, string? Visibility)
{
    private const int MostPatterns = 20;

    /// <param name="host">Of the server that the portal is connected to.</param>
    /// <returns>Null with the reason when it is no such target.</returns>
    public static OrganizationTarget? Parse(string target, string host, out string? problem)
    {
        var text = target.Trim();
        var (place, query) = text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? (text[..mark], text[(mark + 1)..]) : (text, "");
        var scheme = place.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            place = place[(scheme + 3)..];
        }

        List<string> patterns = [];
        if (place.IndexOf("//", StringComparison.Ordinal) is >= 0 and var path)
        {
            patterns.Add(place[(path + 2)..]);
            place = place[..path];
        }

        var parts = place.TrimEnd('/').Split('/');
        var organization = parts[^1];
        if (parts.Length > 2 || (scheme >= 0 && parts.Length != 2) || organization.Length is 0 or > 100 || !organization.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problem = $"'{target}' names no organisation. Write my-org, {host}/my-org or https://{host}/my-org, then //path/pattern and ?filter=value where wanted.";
            return null;
        }

        if (parts.Length == 2 && !parts[0].Equals(host, StringComparison.OrdinalIgnoreCase))
        {
            problem = $"The portal is connected to {host}, not to {parts[0]}. Name an organisation there, or change GitHub:BaseUrl.";
            return null;
        }

        var read = new Filters(patterns);
        problem = read.Take(query) ?? read.Complete();
        return problem is null ? new(organization, read.Patterns, read.Topics, read.Names, read.Archived, read.Forks, read.Visibility) : null;
    }

    /// <summary>Why a repository is left out, in a word people count by; null when it is read.</summary>
    public string? SkippedAs(Repository repository)
    {
        if (Archived is { } archived && repository.Archived != archived)
        {
            return repository.Archived ? "archived" : "not archived";
        }

        if (Forks is { } fork && repository.Fork != fork)
        {
            return repository.Fork ? "fork" : "no fork";
        }

        var topics = repository.Topics ?? [];
        return Topics.All(t => topics.Contains(t, StringComparer.OrdinalIgnoreCase))
            && (Names.Count == 0 || Names.Any(n => FileSystemName.MatchesSimpleExpression(n, repository.Name, ignoreCase: true)))
            && (Visibility is null || VisibilityOf(repository) == Visibility)
            ? null : "filtered out";
    }

    private static string VisibilityOf(Repository repository) => repository.Visibility is { } known ? known.ToString().ToLowerInvariant() : repository.Private ? "private" : "public";

    private sealed class Filters(List<string> patterns)
    {
        public List<string> Patterns { get; private set; } = patterns;

        public List<string> Topics { get; } = [];

        public List<string> Names { get; } = [];

        public bool? Archived { get; private set; } = false;

        public bool? Forks { get; private set; } = false;

        public string? Visibility { get; private set; }

        public string? Take(string query)
        {
            foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var split = pair.Split('=', 2);
                if (split.Length < 2 || Uri.UnescapeDataString(split[1]) is not { Length: > 0 } value)
                {
                    return $"The filter '{pair}' has no value. Write topic=, name=, archived=, fork=, visibility= or path=, each with one.";
                }

                if (Take(split[0], value) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        public string? Complete()
        {
            Patterns = [.. Patterns.Select(p => p.Trim('/')).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];
            return Patterns.Any(p => p.Split('/').Contains("..", StringComparer.Ordinal)) ? "A path must stay in the repository."
                : Patterns.Count > MostPatterns || Names.Count > MostPatterns || Topics.Count > MostPatterns ? $"At most {MostPatterns} paths, names and topics are taken." : null;
        }

        private static string? Flag(string name, string value, out bool? flag)
        {
            (flag, var known) = value switch { "true" => (true, true), "false" => (false, true), "any" => ((bool?)null, true), _ => (null, false) };
            return known ? null : $"The filter {name} is true, false or any, not '{value}'.";
        }

        private string? Take(string name, string value)
        {
            string? problem = null;
            switch (name)
            {
                case "topic": Topics.Add(value); break;
                case "name": Names.Add(value); break;
                case "path": Patterns.Add(value); break;
                case "archived":
                    problem = Flag(name, value, out var archived);
                    Archived = archived;
                    break;
                case "fork":
                    problem = Flag(name, value, out var fork);
                    Forks = fork;
                    break;
                case "visibility" when value is "public" or "private" or "internal": Visibility = value; break;
                case "visibility": problem = $"The filter visibility is public, private or internal, not '{value}'."; break;
                default: problem = $"There is no filter '{name}'. Use topic, name, archived, fork, visibility or path."; break;
            }

            return problem;
        }
    }
}

using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Releases;
using Portal.Application.Versions;

namespace Portal.Application.Ownership;

/// <summary>Who probably owns an entity, from CODEOWNERS, commit authors and deployers.</summary>
/// <param name="Entity">Full ref.</param>
public sealed record SuggestOwners(string Entity) : IQuery<OwnerSuggestions>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Descriptor">Where spec.owner is to be set; null when the entity was not read from a file.</param>
/// <param name="Notes">What could not be looked at, and why.</param>
public sealed record OwnerSuggestions(string Entity, string Name, string? Owner, string? Descriptor, IReadOnlyList<OwnerSuggestion> Items, IReadOnlyList<string> Notes, bool MayDecide);

/// <param name="Owner">Full ref of a group or user of the catalog.</param>
/// <param name="Weight">0 to 1; sources that agree add up.</param>
/// <param name="Evidence">What speaks for it, in words.</param>
/// <param name="Decision">What somebody said to it, or null.</param>
public sealed record OwnerSuggestion(string Owner, string Name, double Weight, IReadOnlyList<string> Evidence, DecisionEntry? Decision);

internal sealed class SuggestOwnersHandler(ICatalog catalog, ICurrentUser user, IAccess access, OwnershipStore store, CodeOwnersStore codeOwners, RecentHistory history, ICommitRanges commits, TimeProvider clock) : IQueryHandler<SuggestOwners, OwnerSuggestions>
{
    private const double ByRule = 0.7;
    private const double ByCommits = 0.5;
    private const double ByDeploys = 0.4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task<Result<OwnerSuggestions>> Handle(SuggestOwners query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        if (!EntityRef.TryParse(query.Entity, out var reference) || graph.Find(reference) is not { } entity)
        {
            return CatalogErrors.NoEntity(query.Entity);
        }

        var found = new Evidence(graph);
        List<string> notes = [];
        Rules(entity, found, notes);
        var releases = history.Of(reference.ToString())?.Releases ?? [];
        await CommitsAsync(entity, releases, found, notes, cancellationToken);
        Deploys(releases, found, notes);
        var decisions = store.DecisionsOf(reference.ToString()).ToDictionary(d => d.Owner, StringComparer.Ordinal);
        return new OwnerSuggestions(
            reference.ToString(), entity.DisplayName, store.Of(graph, reference).Owner, entity.Sources is [var source, ..] ? source.Location : null,
            [.. found.All.Select(f => new OwnerSuggestion(f.Owner, f.Name, f.Weight, f.Words, decisions.GetValueOrDefault(f.Owner)))],
            notes, access.Decide(user.Actor!, new(Permissions.CatalogManage)).Allowed || found.All.Any(f => user.Actor!.Groups.Contains(f.Owner, StringComparer.OrdinalIgnoreCase)));
    }

    private void Rules(CatalogEntity entity, Evidence found, List<string> notes)
    {
        var handles = new HandleIndex(found.Graph);
        foreach (var repository in EntityRepositories.Of(entity).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (codeOwners.Of(repository) is not { } read)
            {
                notes.Add($"{repository} is not read by the portal, so its CODEOWNERS is not known.");
            }
            else if (read.Owners is not { } rules)
            {
                notes.Add($"{repository} has no CODEOWNERS file.");
            }
            else if (rules.For("README.md") is { } rule)
            {
                foreach (var handle in rule.Owners)
                {
                    if (handles.Find(handle) is { } owner)
                    {
                        found.Add(owner, ByRule / rule.Owners.Count, $"{read.File} line {rule.Line} of {repository} gives {rule.Pattern} to {handle}");
                    }
                    else
                    {
                        notes.Add($"{read.File} line {rule.Line} of {repository} names {handle}, whom the catalog does not know.");
                    }
                }
            }
        }
    }

    private async Task CommitsAsync(CatalogEntity entity, IReadOnlyList<ReleaseRow> releases, Evidence found, List<string> notes, CancellationToken ct)
    {
        if (releases.FirstOrDefault(r => r.PreviousVersion is not null && r.PreviousVersion != r.Version) is not { } newest)
        {
            notes.Add("No release with an earlier version is known, so no commits were looked at.");
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, Longest, Timeout.InfiniteTimeSpan);
        try
        {
            var range = await commits.BetweenAsync(entity, new(newest.PreviousVersion!, null), new(newest.Version, null), limit.Token);
            if (range.Failure is { } failure)
            {
                notes.Add($"Commits: {failure.Message}");
                return;
            }

            found.AddPeople(range.Value.Commits.Select(c => c.Author).OfType<string>(), ByCommits, (author, count, total) => $"{author} wrote {count} of {total} commits from {newest.PreviousVersion} to {newest.Version}", notes);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            notes.Add($"The repository did not answer within {Longest.TotalSeconds:0} s, so commit authors are missing. Open the page again.");
        }
    }

    private static void Deploys(IReadOnlyList<ReleaseRow> releases, Evidence found, List<string> notes)
        => found.AddPeople(releases.Select(r => r.Deployer).OfType<string>(), ByDeploys, (deployer, count, total) => $"{deployer} started {count} of the last {total} releases", notes);

    /// <summary>What speaks for whom; people count for their team as well.</summary>
    private sealed class Evidence(CatalogGraph graph)
    {
        private readonly Dictionary<EntityRef, (double Weight, List<string> Words)> _of = [];
        private readonly Lazy<ILookup<string, EntityRef>> _people = new(() => graph.Entities.Where(e => e.Ref.Kind == "user")
            .SelectMany(e => new[] { People.NameOf(e), People.EmailOf(e), e.Ref.Name, e.Ref.ToString(), e.Annotations.GetValueOrDefault("github.com/user-login") }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Select(k => (Key: k, e.Ref)))
            .ToLookup(p => p.Key, p => p.Ref, StringComparer.OrdinalIgnoreCase));

        public CatalogGraph Graph => graph;

        public IEnumerable<(string Owner, string Name, double Weight, IReadOnlyList<string> Words)> All
            => _of.OrderByDescending(o => o.Value.Weight).ThenBy(o => o.Key.ToString(), StringComparer.Ordinal)
                .Select(o => (o.Key.ToString(), graph.Find(o.Key) is { } entity ? People.NameOf(entity) : o.Key.Name, Math.Round(Math.Min(0.99, o.Value.Weight), 2), (IReadOnlyList<string>)o.Value.Words));

        public void Add(EntityRef owner, double weight, string words)
        {
            var (present, list) = _of.TryGetValue(owner, out var known) ? known : (0, []);
            list.Add(words);
            _of[owner] = (1 - ((1 - present) * (1 - weight)), list);
        }

        public void AddPeople(IEnumerable<string> names, double weight, Func<string, int, int, string> words, List<string> notes)
        {
            var all = names.ToList();
            foreach (var group in all.GroupBy(n => n, StringComparer.OrdinalIgnoreCase))
            {
                if (_people.Value[group.Key].Distinct().ToList() is not [var person])
                {
                    notes.Add($"'{group.Key}' is nobody of the catalog by name, mail address or login, or more than one.");
                    continue;
                }

                // A service belongs to a team; a person in one team speaks for it.
                var teams = graph.Related(person, RelationTypes.MemberOf).ToList();
                var sentence = words(group.Key, group.Count(), all.Count);
                var share = weight * group.Count() / all.Count;
                Add(teams is [var team] ? team : person, share, teams is [var one] ? $"{sentence}; {person} is a member of {one}" : sentence);
            }
        }
    }
}

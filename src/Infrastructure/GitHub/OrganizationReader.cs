using System.Collections.Concurrent;
using Octokit;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Reads an organisation: its list of repositories, and of each one the descriptors on the default branch. What has not changed costs nothing or a conditional
/// request; a repository that cannot be read keeps what was read of it and holds up no other.
/// </summary>
internal sealed class OrganizationReader(GitHubClients clients, RepositoryReader repositories, TimeProvider clock) : IOrganizationSource
{
    private const int PageSize = 100;
    private const int AtOnce = 6;
    private const int NamesShown = 20;
    private static readonly TimeSpan GoneShown = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _wanted = new(StringComparer.Ordinal);

    public string? Problem(string target)
    {
        if (clients.Options.ReadProblem is { } missing)
        {
            return $"This needs a GitHub connection. {missing} Or register each repository with the type git.";
        }

        return OrganizationTarget.Parse(target, clients.Options.Host, out var problem) is null ? problem : null;
    }

    public bool Holds(string target, string repositoryUrl)
        => RepositoryName.Parse(repositoryUrl) is { } name && Uri.TryCreate(clients.Options.BaseUrl, UriKind.Absolute, out _)
            && name.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase)
            && OrganizationTarget.Parse(target, clients.Options.Host, out _) is { } parsed && parsed.Organization.Equals(name.Owner, StringComparison.OrdinalIgnoreCase);

    public void Want(string locationId, string? repositoryUrl)
        => _wanted.GetOrAdd(locationId, _ => new(StringComparer.OrdinalIgnoreCase))[repositoryUrl is null ? "" : RepositoryName.Parse(repositoryUrl)?.Name ?? ""] = true;

    public async Task<SourceReading> ReadAsync(LocationTarget location, SourceReading? previous, Func<string, IEnumerable<CatalogEntity>> lastGood, CancellationToken ct)
    {
        if (Problem(location.Target) is { } problem)
        {
            return SourceReading.Unreachable(new(location.Target, 0, 0, problem, "Correct the target, or the section GitHub of the settings."));
        }

        var target = OrganizationTarget.Parse(location.Target, clients.Options.Host, out _)!;
        var wanted = _wanted.TryRemove(location.Id, out var asked) ? asked.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
        var memory = (previous?.Memory as OrganizationMemory)?.Over(previous!);
        var github = clients.CreateForCatalog();
        try
        {
            var listed = await ListAsync(github, target, memory, wanted, ct);
            var states = await LookAsync(github, location, target, previous, memory, listed.Repositories, wanted, lastGood, ct);
            repositories.Clean();
            return Compose(listed.IsNew ? Departures(memory, listed.Repositories) : memory!.Gone, listed.At, target, listed.Repositories, states);
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            foreach (var name in wanted)
            {
                Want(location.Id, name.Length == 0 ? null : $"https://{clients.Options.Host}/{target.Organization}/{name}"); // not lost: the next look has them again
            }

            var (message, fix) = CatalogFailures.InWords(ex, $"the organisation {target.Organization}");
            return SourceReading.Unreachable(new(location.Target, 0, 0, message, fix));
        }
    }

    // The list is asked for when its time has come or somebody wants all; otherwise only the repositories that a webhook named are looked up.
    private async Task<(bool IsNew, DateTimeOffset At, IReadOnlyList<Repository> Repositories)> ListAsync(IGitHubClient github, OrganizationTarget target, OrganizationMemory? memory, HashSet<string> wanted, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (memory is not null && !wanted.Contains("") && now - memory.ListedAt < clients.Options.DiscoveryInterval
            && await RenewAsync(github, memory, wanted, ct) is { } renewed)
        {
            return (false, memory.ListedAt, renewed);
        }

        var pages = await github.Repository.GetAllForOrg(target.Organization, new ApiOptions { PageSize = PageSize }).WaitAsync(ct);
        if (pages.Any(r => r is null || r.Id == 0 || string.IsNullOrEmpty(r.Name) || string.IsNullOrEmpty(r.Owner?.Login)))
        {
            throw new FormatException("A repository of the list has no id, name or owner.");
        }

        // Pages move while they are turned: one made in between is seen twice, one deleted in between hides another.
        var listed = pages.DistinctBy(r => r.Id).ToDictionary(r => r.Id);
        foreach (var missing in memory?.Repositories.Values.Where(r => !listed.ContainsKey(r.Listed.Id)) ?? [])
        {
            if (await StillThereAsync(github, missing.Listed, ct) is { } there)
            {
                listed[there.Id] = there;
            }
        }

        return (true, now, [.. listed.Values]);
    }

    private static async Task<Repository?> StillThereAsync(IGitHubClient github, Repository missing, CancellationToken ct)
    {
        try
        {
            var found = await github.Repository.Get(missing.Owner.Login, missing.Name).WaitAsync(ct);
            return found.Id == missing.Id && found.Owner?.Login == missing.Owner.Login ? found : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return missing; // nothing can be said: it is taken to be there, and asked for again
        }
    }

    /// <returns>Null when a wanted repository is not where it was: the list tells what became of it.</returns>
    private static async Task<IReadOnlyList<Repository>?> RenewAsync(IGitHubClient github, OrganizationMemory memory, HashSet<string> wanted, CancellationToken ct)
    {
        List<Repository> all = [.. memory.Repositories.Values.Select(r => r.Listed)];
        foreach (var name in wanted)
        {
            var at = all.FindIndex(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                return null;
            }

            try
            {
                var fresh = await github.Repository.Get(all[at].Owner.Login, all[at].Name).WaitAsync(ct);
                if (fresh.Id != all[at].Id || fresh.Name != all[at].Name || fresh.Owner.Login != all[at].Owner.Login)
                {
                    return null;
                }

                all[at] = fresh;
            }
            catch (NotFoundException)
            {
                return null;
            }
        }

        return all;
    }

    private async Task<ConcurrentDictionary<long, RepositoryMemory>> LookAsync(
        IGitHubClient github, LocationTarget location, OrganizationTarget target, SourceReading? previous, OrganizationMemory? memory, IReadOnlyList<Repository> listed, HashSet<string> wanted, Func<string, IEnumerable<CatalogEntity>> lastGood, CancellationToken ct)
    {
        var states = new ConcurrentDictionary<long, RepositoryMemory>();
        await Parallel.ForEachAsync(listed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (repository, token) =>
        {
            var known = memory?.Repositories.GetValueOrDefault(repository.Id);
            states[repository.Id] = target.SkippedAs(repository) is not null
                ? new(repository, null, null, default, 0, null, null)
                : await repositories.ReadAsync(github, location, target, repository, previous, known, wanted.Contains(repository.Name), lastGood, token);
        });
        return states;
    }

    private List<Departure> Departures(OrganizationMemory? memory, IReadOnlyList<Repository> listed)
    {
        if (memory is null)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var present = listed.ToDictionary(r => r.Id);
        List<Departure> gone = [.. memory.Gone.Where(g => now - g.At < GoneShown)];
        foreach (var (id, before) in memory.Repositories)
        {
            if (!present.TryGetValue(id, out var repository))
            {
                gone.Add(new(now, $"{before.FullName} is no longer in the organisation's list: deleted, moved, or hidden from the portal's token."));
            }
            else if (repository.Name != before.Listed.Name)
            {
                gone.Add(new(now, $"{before.FullName} was renamed to {repository.Owner.Login}/{repository.Name}."));
            }
        }

        return gone;
    }

    private SourceReading Compose(IReadOnlyList<Departure> gone, DateTimeOffset listedAt, OrganizationTarget target, IReadOnlyList<Repository> listed, ConcurrentDictionary<long, RepositoryMemory> states)
    {
        Dictionary<string, FileReading> files = new(StringComparer.Ordinal);
        List<EntityError> errors = [];
        HashSet<string> failed = new(StringComparer.Ordinal);
        List<string> without = [];
        foreach (var state in listed.Select(r => states[r.Id]).OrderBy(s => s.FullName, StringComparer.OrdinalIgnoreCase))
        {
            if (state.Problem is { } problem)
            {
                // Nothing can be said about its entities: they stay, with those that it leads to.
                errors.Add(problem);
                failed.Add(repositories.LabelOf(state.Listed));
                failed.UnionWith(state.Reading?.Files.Keys ?? []);
                failed.UnionWith(state.Reading?.FailedPrefixes ?? []);
            }
            else if (state.Reading is { } reading)
            {
                foreach (var (label, file) in reading.Files)
                {
                    files.TryAdd(label, file);
                }

                errors.AddRange(reading.Errors);
                failed.UnionWith(reading.FailedPrefixes);
                if (reading.Files.Count == 0)
                {
                    without.Add(state.Listed.Name);
                }
            }
        }

        return new(true, null, files, errors, failed)
        {
            Memory = new OrganizationMemory(listedAt, states, gone),
            Notes = [.. Notes(target, listed, without), .. gone.Select(g => g.Words)],
        };
    }

    private IEnumerable<string> Notes(OrganizationTarget target, IReadOnlyList<Repository> listed, List<string> without)
    {
        yield return $"{listed.Count:N0} {(listed.Count == 1 ? "repository" : "repositories")} in {target.Organization}; the list is asked for every {Minutes(clients.Options.DiscoveryInterval)}, and a push at once where the webhook is set up.";
        foreach (var group in listed.GroupBy(r => target.SkippedAs(r)).Where(g => g.Key is not null).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            yield return $"Skipped, {group.Key}: {Names([.. group.Select(r => r.Name)])}.";
        }

        if (without.Count > 0)
        {
            yield return $"Without a descriptor: {Names(without)}.";
        }

        if (clients.Budget.Words is { } budget)
        {
            yield return budget;
        }
    }

    private static string Names(List<string> names)
    {
        names.Sort(StringComparer.OrdinalIgnoreCase);
        return names.Count <= NamesShown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown:N0} more";
    }

    private static string Minutes(TimeSpan time) => time.TotalSeconds < 120 ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";
}

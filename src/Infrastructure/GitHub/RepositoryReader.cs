using Octokit;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.GitHub;

/// <summary>Reads the descriptors of one repository at the head of its default branch.</summary>
internal sealed class RepositoryReader(GitHubClients clients, FileStore store, CatalogOptions options, GitCheckouts git, IRemoteFiles remote, TimeProvider clock, IKinds? kinds = null)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly DescriptorLimits _limits = DescriptorLimits.Default with { MaxFileBytes = options.MaxFileBytes };
    private readonly GitObjects _objects = new(store);

    /// <summary>What the names of the repository's files begin with; the same as for a location of type git.</summary>
    public string LabelOf(Repository repository) => UrlOf(repository) + "//";

    /// <summary>Drops from the disk what nobody has asked for in a month.</summary>
    public void Clean() => store.Clean();

    /// <param name="previous">The location's last reading, from the database after a restart: files that have not changed are taken from it.</param>
    /// <param name="known">What the last look left; null at the first.</param>
    /// <param name="wanted">Somebody says that it has changed.</param>
    public async Task<RepositoryMemory> ReadAsync(
        IGitHubClient github, LocationTarget location, OrganizationTarget target, Repository repository, SourceReading? previous, RepositoryMemory? known, bool wanted, Func<string, IEnumerable<CatalogEntity>> lastGood, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rules = kinds?.Current ?? KindRegistry.BuiltIn;
        var isByOtherRules = known?.Reading is { } before && before.Kinds != rules.Fingerprint;
        var due = known is null || wanted || isByOtherRules || known.IsDue(repository, now);
        if (!due && (known!.RetryAt is not null || !known.Roams(LabelOf(repository))))
        {
            return known;
        }

        try
        {
            var commit = due ? await HeadAsync(github, repository, known, ct) : known!.Commit;
            if (commit is null)
            {
                return new(repository, new(true, null, new Dictionary<string, FileReading>(StringComparer.Ordinal), [], []) { Kinds = rules.Fingerprint }, null, now, 0, null, null);
            }

            var verified = due ? now : known!.VerifiedAt;
            if (!isByOtherRules && known is { Problem: null, RetryAt: null } && known.Commit == commit && known.Listed.Name == repository.Name && !known.Roams(LabelOf(repository)))
            {
                return known with { Listed = repository, VerifiedAt = verified };
            }

            var tree = await _objects.TreeAsync(github, repository.Owner.Login, repository.Name, commit, ct);
            var root = new RepositoryRoot(github, _objects, repository.Owner.Login, repository.Name, LabelOf(repository), commit, tree, _limits);
            var reading = await WalkAsync(root, location with { Type = "git", Target = UrlOf(repository) }, target, known?.Reading ?? previous, lastGood, commit, now, rules, ct);
            var failures = root.Interrupted is null ? 0 : (known?.Failures ?? 0) + 1;
            return new(repository, reading, commit, verified, failures, root.Interrupted is null ? null : RetryAt(root.Interrupted, failures, now), null);
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            // Whatever it was, the others are read all the same: much of them needs no request, or only what is on disk.
            return Failed(repository, known, ex, now);
        }
    }

    private static DateTimeOffset RetryAt(Exception exception, int failures, DateTimeOffset now)
    {
        if (exception is CatalogWaitsException waits)
        {
            return waits.Until;
        }

        var pause = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
        return now + (pause < LongestRetry ? pause : LongestRetry);
    }

    private static async Task<string?> HeadAsync(IGitHubClient github, Repository repository, RepositoryMemory? known, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(repository.DefaultBranch))
        {
            return null;
        }

        try
        {
            var branch = await github.Repository.Branch.Get(repository.Owner.Login, repository.Name, repository.DefaultBranch).WaitAsync(ct);
            return branch?.Commit?.Sha is { Length: > 0 } sha ? sha : throw new FormatException("The branch has no commit.");
        }
        catch (NotFoundException) when (known?.Commit is null && (repository.PushedAt is null || repository.Size == 0))
        {
            return null; // nothing was ever pushed
        }
    }

    private RepositoryMemory Failed(Repository repository, RepositoryMemory? known, Exception exception, DateTimeOffset now)
    {
        var failures = exception is CatalogWaitsException ? known?.Failures ?? 0 : (known?.Failures ?? 0) + 1;
        var (message, fix) = CatalogFailures.InWords(exception, $"{repository.Owner.Login}/{repository.Name}");
        return new(repository, known?.Reading, known?.Commit, known?.VerifiedAt ?? default, failures, RetryAt(exception, failures, now), new(LabelOf(repository), 0, 0, message, fix));
    }

    private string UrlOf(Repository repository) => $"{clients.Options.Web}/{repository.Owner.Login}/{repository.Name}";

    private async Task<SourceReading> WalkAsync(
        RepositoryRoot root, LocationTarget location, OrganizationTarget target, SourceReading? previous, Func<string, IEnumerable<CatalogEntity>> lastGood, string commit, DateTimeOffset now, KindRegistry rules, CancellationToken ct)
    {
        var walk = new SourceWalk(location, options, _limits, git, remote, previous?.Kinds == rules.Fingerprint ? previous : null, lastGood, now, rules);
        var files = target.Patterns.Count == 0 ? root.CatalogInfoFiles() : target.Patterns.SelectMany(p => root.Expand(p) ?? []).Distinct(StringComparer.Ordinal);
        foreach (var file in files)
        {
            await walk.StartAsync(root, file, ct);
        }

        return walk.Finish(commit) with { Kinds = rules.Fingerprint };
    }
}

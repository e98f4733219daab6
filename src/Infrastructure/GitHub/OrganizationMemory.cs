using Octokit;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.GitHub;

/// <summary>What the last look at an organisation left behind.</summary>
/// <param name="ListedAt">When the list of repositories was last asked for.</param>
/// <param name="Repositories">By GitHub's number, which outlives a rename.</param>
/// <param name="Gone">Repositories that left the list lately, in words.</param>
internal sealed record OrganizationMemory(DateTimeOffset ListedAt, IReadOnlyDictionary<long, RepositoryMemory> Repositories, IReadOnlyList<Departure> Gone)
{
    /// <summary>With the files as the catalog holds them now: once stored they are smaller, and what is unchanged must stay the same object.</summary>
    public OrganizationMemory Over(SourceReading reading) => this with
    {
        Repositories = Repositories.ToDictionary(r => r.Key, r => r.Value.Reading is { } own
            ? r.Value with { Reading = own with { Files = own.Files.ToDictionary(f => f.Key, f => reading.Files.GetValueOrDefault(f.Key) ?? f.Value, StringComparer.Ordinal) } }
            : r.Value),
    };
}

/// <summary>A repository that is no longer in the list.</summary>
internal sealed record Departure(DateTimeOffset At, string Words);

/// <summary>One repository as it was last listed and read.</summary>
/// <param name="Reading">The last complete reading; null before there was one.</param>
/// <param name="Commit">Of <paramref name="Reading"/>; null when the repository has no commit yet.</param>
/// <param name="VerifiedAt">When the default branch was last asked for.</param>
/// <param name="Failures">Looks in a row that did not end well.</param>
/// <param name="RetryAt">When to try again after them.</param>
/// <param name="Problem">Set: nothing was read, what was known stays.</param>
internal sealed record RepositoryMemory(Repository Listed, SourceReading? Reading, string? Commit, DateTimeOffset VerifiedAt, int Failures, DateTimeOffset? RetryAt, EntityError? Problem)
{
    // GitHub says when something was pushed a little before everybody sees it: until then the branch is asked for again, at no cost.
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromHours(1);

    public string FullName => $"{Listed.Owner.Login}/{Listed.Name}";

    /// <summary>Whether the default branch has to be asked for.</summary>
    public bool IsDue(Repository now, DateTimeOffset at)
    {
        if (RetryAt is { } retry)
        {
            return at >= retry;
        }

        return now.PushedAt is null || now.PushedAt != Listed.PushedAt || now.DefaultBranch != Listed.DefaultBranch || now.Name != Listed.Name
            || at - VerifiedAt >= VerifyEvery || (now.PushedAt is { } pushed && VerifiedAt - pushed < Settles);
    }

    /// <summary>Whether the reading depends on more than the commit: it leads to other places, or a placeholder may.</summary>
    public bool Roams(string label) => Reading is { } reading && reading.Files.Values.Any(f => f.Stamp is null || !f.Label.StartsWith(label, StringComparison.Ordinal));
}

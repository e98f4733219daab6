using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>The inputs of publish:github, read once.</summary>
internal sealed record Plan
{
    private const int LongestDescription = 300; // GitHub takes 350; the run's mark needs room while it is made

    public required RepoUrl Place { get; init; }

    public required Workspace Files { get; init; }

    public required string Description { get; init; }

    public required string Branch { get; init; }

    public required string Message { get; init; }

    public required string AuthorName { get; init; }

    public required string AuthorEmail { get; init; }

    public bool Private { get; init; }

    public bool DeleteBranchOnMerge { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public IReadOnlyList<(string Slug, string Permission)> Teams { get; init; } = [];

    public bool Protect { get; init; }

    public int Reviews { get; init; }

    public IReadOnlyList<string> Checks { get; init; } = [];

    public required BranchProtectionSettingsUpdate Protection { get; init; }

    public static Plan Of(ActionContext context, RepoUrl place)
    {
        var reviews = int.TryParse(context.Text("requiredApprovingReviewCount"), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 1;
        var checks = context.List("requiredStatusCheckContexts");
        var description = (context.Text("description") ?? "").ReplaceLineEndings(" ").Trim();
        return new()
        {
            Place = place,
            Files = context.Workspace.Below(context.Text("sourcePath")),
            Description = description.Length <= LongestDescription ? description : description[..LongestDescription],
            Branch = context.Text("defaultBranch") ?? "main",
            Message = context.Text("gitCommitMessage") ?? "initial commit",
            AuthorName = context.Text("gitAuthorName") ?? context.ActorName,
            AuthorEmail = context.Text("gitAuthorEmail") ?? "portal@users.noreply.github.com",
            Private = context.Text("repoVisibility") is null or "private" or "internal",
            DeleteBranchOnMerge = context.Flag("deleteBranchOnMerge"),
            Topics = [.. context.List("topics").Select(t => t.ToLowerInvariant())],
            Teams = TeamsOf(context, place),
            Protect = context.Flag("protectDefaultBranch", otherwise: true),
            Reviews = reviews,
            Checks = checks,
            Protection = new(
                checks.Count == 0 ? null : new BranchProtectionRequiredStatusChecksUpdate(strict: context.Flag("requireBranchesToBeUpToDate", otherwise: true), checks),
                reviews == 0 ? null : new BranchProtectionRequiredReviewsUpdate(context.Flag("dismissStaleReviews"), context.Flag("requireCodeOwnerReviews"), reviews),
                enforceAdmins: context.Flag("protectEnforceAdmins", otherwise: true)),
        };
    }

    /// <summary>access: org/team means admin for that team; collaborators: [{team, access}] more of them.</summary>
    private static List<(string Slug, string Permission)> TeamsOf(ActionContext context, RepoUrl place)
    {
        List<(string Slug, string Permission)> teams = [];
        if (context.Text("access") is { Length: > 0 } access)
        {
            var prefix = place.Owner + "/";
            if (!access.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"access '{access}' is no team of {place.Owner}. Write {prefix}team.", nameof(context));
            }

            teams.Add((access[prefix.Length..], "admin"));
        }

        foreach (var collaborator in (context.Input["collaborators"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var team = collaborator["team"]?.ToString() ?? throw new ArgumentException("collaborators: only teams are supported; write team and access.", nameof(context));
            teams.Add((team[(team.IndexOf('/', StringComparison.Ordinal) + 1)..], collaborator["access"]?.ToString() ?? "push"));
        }

        return teams;
    }
}

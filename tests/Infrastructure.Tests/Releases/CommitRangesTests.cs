using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Releases;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Releases;
using Portal.Infrastructure.Versions;
using Portal.InfrastructureTests.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.Releases;

/// <summary>Commits between two releases, by GitHub's comparison.</summary>
public sealed class CommitRangesTests : IAsyncLifetime
{
    private OrganizationFixture _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await OrganizationFixture.StartAsync();
        _portal.Fake.Add("orders").Commits(_portal.Before, 3, "Ada", tag: "v1.0.0").Commits(_portal.Before, 2, "Ben", tag: "orders-v1.1.0").Commits(_portal.Before, 260, "Cay", tag: "2.0.0").Tags.Add("deploy/9");
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_commits_between_two_tags_are_listed_newest_first_with_their_pages()
    {
        var range = (await BetweenAsync("1.0.0", "1.1.0")).Value;

        Assert.Equal(["Change 5 Ben", "Change 4 Ben"], range.Commits.Select(c => $"{c.Subject} {c.Author}"));
        Assert.Equal((2, false, "v1.0.0", "orders-v1.1.0"), (range.Total, range.IsBackwards, range.From, range.To));
        Assert.Equal($"{_portal.Web}/acme/orders/commit/{FakeGitHub.Hash("1000 5")}", range.Commits[0].Url);
        Assert.Equal(_portal.Before.AddMinutes(5), range.Commits[0].At);
        Assert.Equal($"{_portal.Web}/acme/orders/compare/v1.0.0...orders-v1.1.0", range.Url);
    }

    [Fact]
    public async Task Going_back_tells_what_was_taken_away()
    {
        var range = (await BetweenAsync("1.1.0", "1.0.0")).Value;

        Assert.Equal(["Change 5", "Change 4"], range.Commits.Select(c => c.Subject));
        Assert.Equal((2, true, $"{_portal.Web}/acme/orders/compare/v1.0.0...orders-v1.1.0"), (range.Total, range.IsBackwards, range.Url));
    }

    [Theory]
    [InlineData("1.1.0", "2.0.0", 260)]
    [InlineData("1.0.0", "2.0.0", 262)]
    public async Task Of_a_long_way_the_newest_hundred_are_listed_and_all_are_counted(string from, string to, int total)
    {
        var range = (await BetweenAsync(from, to)).Value;

        Assert.Equal(total, range.Total);
        Assert.Equal(Enumerable.Range(0, GitHistory.MostCommits).Select(i => $"Change {265 - i}"), range.Commits.Select(c => c.Subject));
    }

    [Fact]
    public async Task The_same_version_has_nothing_between()
    {
        var range = (await BetweenAsync("1.1.0", "1.1.0")).Value;

        Assert.Equal((0, 0, false), (range.Total, range.Commits.Count, range.IsBackwards));
    }

    [Fact]
    public async Task Commits_that_workloads_name_need_no_tags()
    {
        var range = (await Ranges().BetweenAsync(Orders("orders"), new("x", FakeGitHub.Hash("1000 1")), new("y", FakeGitHub.Hash("1000 2")), TestContext.Current.CancellationToken)).Value;

        Assert.Equal("Change 2", Assert.Single(range.Commits).Subject);
        Assert.DoesNotContain(_portal.Front.Requests, r => r.Path.Contains("/tags", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.0.0", "9.9.9", "9.9.9")]
    [InlineData("0.1.0", "1.0.0", "0.1.0")]
    public async Task A_version_without_a_tag_is_said_and_nothing_is_compared(string from, string to, string missing)
    {
        var failure = (await BetweenAsync(from, to)).Failure!;

        Assert.Equal("releases.no_tag", failure.Code);
        Assert.Contains($"has no tag for version {missing} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("org.opencontainers.image.revision", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_portal.Front.Requests, r => r.Path.Contains("/compare/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tag_that_is_gone_from_the_history_is_said_and_asked_again()
    {
        _portal.Fake.Change("orders", r => r.TagCommits["2.0.0"] = "gone");
        var ranges = Ranges();

        Assert.Equal("releases.github", (await BetweenAsync("1.0.0", "2.0.0", ranges)).Failure!.Code);

        _portal.Fake.Change("orders", r => r.TagCommits["2.0.0"] = r.History[^1].Sha);
        Assert.Equal(262, (await BetweenAsync("1.0.0", "2.0.0", ranges)).Value.Total);
    }

    [Fact]
    public async Task A_used_up_rate_limit_is_said_and_what_is_known_stays()
    {
        var ranges = Ranges();
        await BetweenAsync("1.0.0", "1.1.0", ranges);
        _portal.Front.Fault = request => request.Path.Value!.Contains("/compare/", StringComparison.Ordinal) ? Limited : null;

        var failure = (await BetweenAsync("1.1.0", "2.0.0", ranges)).Failure!;

        Assert.IsType<Unavailable>(failure);
        Assert.Contains("rate limit is used up", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await BetweenAsync("1.0.0", "1.1.0", ranges)).Value.Total);
    }

    [Fact]
    public async Task A_repository_that_the_token_may_not_see_is_said_with_what_to_check()
    {
        // GitHub answers 404 and not 403 for a private repository, so that its name is not given away.
        var failure = (await Ranges().BetweenAsync(Orders("secret"), new("1.0.0", null), new("1.1.0", null), TestContext.Current.CancellationToken)).Failure!;

        Assert.Equal("releases.github", failure.Code);
        Assert.Contains("acme/secret does not exist", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the token may not see it", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another/orders")]
    [InlineData("https://evil.example.test/acme/orders")]
    public async Task A_repository_outside_the_organisation_is_not_asked(string slug)
    {
        var failure = (await Ranges().BetweenAsync(Orders("orders", slug), new("1.0.0", null), new("1.1.0", null), TestContext.Current.CancellationToken)).Failure!;

        Assert.Contains(failure.Code, new[] { "releases.repository_unread", "releases.no_repository" });
        Assert.Empty(_portal.Front.Requests);
    }

    private static async Task Limited(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.Headers["X-RateLimit-Remaining"] = "0";
        await GitHubFront.Problem(context, 403, "API rate limit exceeded for installation ID 1.");
    }

    private static CatalogEntity Orders(string repository, string? slug = null) => new()
    {
        Ref = new("component", "default", "orders"),
        Kind = "Component",
        Name = "orders",
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["github.com/project-slug"] = slug ?? $"acme/{repository}" },
        Sources = [new("file:/c.yaml", 1, null, default)],
    };

    private Task<Result<CommitRange>> BetweenAsync(string from, string to, CommitRanges? ranges = null)
        => (ranges ?? Ranges()).BetweenAsync(Orders("orders"), new(from, null), new(to, null), TestContext.Current.CancellationToken);

    private CommitRanges Ranges() => new(_portal.Ingest, new RepositoryVersionStore(null!, new OrganizationFixture.Fixed(_portal.Options())), _portal.Clients, new CatalogOptions());
}

using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Versions;
using Portal.InfrastructureTests.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class VersionReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_of_any_git_repository_tell_a_version()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(portal.Folder, "repo")).FullName;
        IngestFixture.Git(folder, "init", "-q");
        IngestFixture.Git(folder, "commit", "-q", "--allow-empty", "-m", "one");
        IngestFixture.Git(folder, "tag", "v1.9.0");
        IngestFixture.Git(folder, "tag", "-a", "v1.10.0", "-m", "annotated");
        IngestFixture.Git(folder, "tag", "orders-v0.3.0");

        var (found, problem) = await Reader(portal).ReadAsync(new(folder, null, folder), Ct);

        Assert.Null(problem);
        Assert.Equal(["=1.10.0", "orders=0.3.0"], found!.Select(f => $"{f.Part}={f.Version}"));
        Assert.All(found!, f => Assert.Equal(("tag", portal.Clock.GetUtcNow()), (f.Source, f.SeenAt)));
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_a_problem_in_words()
    {
        await using var portal = await OrganizationFixture.StartAsync();

        var (found, problem) = await Reader(portal).ReadAsync(new("x", null, Path.Combine(portal.Folder, "none")), Ct);

        Assert.Null(found);
        Assert.Contains("fatal", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_GitHub_asking_again_costs_nothing_and_the_reserve_is_kept()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("a").Releases.Add(("v2.0.0", false, false, portal.Before));
        VersionSource source = new("x", new RepositoryName("x", "acme", "a"), null);
        Assert.Equal("2.0.0", Assert.Single((await Reader(portal).ReadAsync(source, Ct)).Found!).Version);
        portal.Front.Clear();

        Assert.Equal("2.0.0", Assert.Single((await Reader(portal).ReadAsync(source, Ct)).Found!).Version);
        Assert.Equal((2, 0), (portal.Front.Requests.Count, portal.Front.Counted));

        portal.Front.Remaining = 900;
        portal.Front.Fault = _ => context => GitHubFront.Problem(context, 500, "Server Error");
        Assert.Contains("500", (await Reader(portal).ReadAsync(source, Ct)).Problem, StringComparison.Ordinal);
        portal.Front.Clear();
        Assert.Contains("kept for creating services", (await Reader(portal).ReadAsync(source, Ct)).Problem, StringComparison.Ordinal);
        Assert.Empty(portal.Front.Requests);
    }

    private static VersionReader Reader(OrganizationFixture portal) => new(portal.Clients, new CatalogOptions(), portal.Clock);
}

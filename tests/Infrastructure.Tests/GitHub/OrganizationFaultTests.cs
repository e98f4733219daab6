using System.Globalization;
using Microsoft.AspNetCore.Http;
using Portal.InfrastructureTests.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>GitHub fails in every way it knows; nothing that was known is lost, and the rest is read.</summary>
public sealed class OrganizationFaultTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "500", "GitHub answered 500 for acme/b" },
        { "502 html", "GitHub answered 502 for acme/b" },
        { "403", "GitHub refuses to show acme/b: Resource not accessible by integration" },
        { "404", "GitHub answers that acme/b does not exist" },
        { "451", "GitHub has blocked acme/b for legal reasons" },
        { "torn", "GitHub cannot be read for acme/b" },
        { "hang", "no answer within 2 s" },
        { "html", "cannot be understood" },
        { "nonsense", "acme/b" },
        { "elsewhere", "which is not the configured server" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_broken_repository_keeps_what_was_read_and_blocks_no_other(string fault, string words)
    {
        await using var portal = await WithThreeAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            portal.Fake.Change(name, r => r.Push(portal.Clock.GetUtcNow(), ("new/catalog-info.yaml", IngestFixture.Component($"{name}-new"))));
        }

        portal.Front.Fault = request => request.Path.StartsWithSegments("/repos/acme/b") ? Broken(fault) : null;
        var status = await portal.RefreshAsync();

        Assert.Equal(["a", "a-new", "b", "c", "c-new"], portal.Names());
        var error = Assert.Single(status.Errors);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal($"{portal.Web}/acme/b//", error.Location);
        Assert.NotEmpty(error.Fix!);
        Assert.NotEmpty(portal.Find("b")!.Errors); // shown as not confirmed
        Assert.Empty(portal.Find("a")!.Errors);

        portal.Front.Fault = null;
        portal.Clock.Advance(TimeSpan.FromMinutes(1)); // its own pause, no list is due
        status = await portal.LookAsync();

        Assert.Empty(status.Errors);
        Assert.Contains("b-new", portal.Names());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_list_that_fails_keeps_everything(string fault, string words)
    {
        await using var portal = await WithThreeAsync();
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = portal.Ingest.Locations[0].LastSuccessAt;
        portal.Front.Fault = request => request.Path.StartsWithSegments("/orgs") ? Broken(fault) : null;

        var status = await portal.RefreshAsync();

        Assert.Equal(["a", "b", "c"], portal.Names());
        Assert.Equal(before, status.LastSuccessAt);
        Assert.Contains(words.Replace("acme/b", "the organisation acme", StringComparison.Ordinal), Assert.Single(status.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_got_keeps_only_itself()
    {
        await using var portal = await WithThreeAsync();
        portal.Fake.Change("b", r => r.Push(
            portal.Clock.GetUtcNow(), ("catalog-info.yaml", IngestFixture.Component("b", "other-team")), ("x/catalog-info.yaml", IngestFixture.Component("b-x"))));
        var cut = 0;
        portal.Front.Fault = request => request.Path.Value!.Contains("/git/blobs/", StringComparison.Ordinal) && Interlocked.Increment(ref cut) == 1 ? GitHubFront.Torn : null;

        var status = await portal.RefreshAsync();

        Assert.Equal("team-a", portal.Find("b")!.Owner!.Value.Name); // the last good version
        Assert.NotNull(portal.Find("b-x"));
        Assert.Single(status.Errors);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty((await portal.LookAsync()).Errors);
        Assert.Equal("other-team", portal.Find("b")!.Owner!.Value.Name);
    }

    [Fact]
    public async Task A_restart_amid_trouble_keeps_what_the_database_holds()
    {
        await using var portal = await WithThreeAsync();

        await portal.RestartAsync();
        portal.Front.Fault = request => request.Path.StartsWithSegments("/repos/acme/b") ? Broken("500") : null;
        await portal.LookAsync();

        Assert.Equal(["a", "b", "c"], portal.Names());
    }

    [Fact]
    public async Task The_reserve_stops_the_catalog_says_until_when_and_it_resumes_by_itself()
    {
        await using var portal = await WithThreeAsync();
        portal.Front.Remaining = 1002; // two more than are kept
        foreach (var name in (string[])["a", "b", "c"])
        {
            portal.Fake.Change(name, r => r.Push(portal.Clock.GetUtcNow(), ("new/catalog-info.yaml", IngestFixture.Component($"{name}-new"))));
        }

        var status = await portal.RefreshAsync();

        Assert.Superset(new HashSet<string>(["a", "b", "c"], StringComparer.Ordinal), new HashSet<string>(portal.Names(), StringComparer.Ordinal));
        Assert.Contains(status.Errors, e => e.Message.Contains("waits until 04:00 UTC", StringComparison.Ordinal) && e.Message.Contains("are kept for creating services", StringComparison.Ordinal));
        portal.Front.Clear();
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        await portal.LookAsync();
        Assert.Empty(portal.Front.Requests); // it does not even ask

        // The scaffolder is not held up.
        Assert.Equal("a", (await portal.Clients.Create().Repository.Get("acme", "a")).Name);

        portal.Clock.Advance(TimeSpan.FromHours(1));
        (portal.Front.Remaining, portal.Front.Reset) = (5000, portal.Clock.GetUtcNow().AddHours(1));
        status = await portal.LookAsync();

        Assert.Empty(status.Errors);
        Assert.Equal(["a", "a-new", "b", "b-new", "c", "c-new"], portal.Names());
    }

    [Fact]
    public async Task A_limit_smaller_than_the_reserve_still_lets_the_catalog_read()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        (portal.Front.Limit, portal.Front.Remaining) = (600, 600);
        portal.Fake.Add("a").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")));

        Assert.Empty((await portal.RegisterAsync()).Errors);
    }

    [Theory]
    [InlineData(403, "secondary", 60)]
    [InlineData(429, null, 60)]
    [InlineData(403, "retry-after", 90)]
    [InlineData(429, "retry-after", 90)]
    public async Task A_secondary_limit_is_obeyed(int code, string? kind, int seconds)
    {
        await using var portal = await WithThreeAsync();
        portal.Fake.Change("a", r => r.Push(portal.Clock.GetUtcNow(), ("new/catalog-info.yaml", IngestFixture.Component("a-new"))));
        portal.Front.Fault = _ => context =>
        {
            if (kind == "retry-after")
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            return GitHubFront.Problem(context, code, kind == "secondary" ? "You have exceeded a secondary rate limit. Please wait." : "Slow down");
        };
        await portal.RefreshAsync();
        portal.Front.Fault = null;
        portal.Front.Clear();

        portal.Clock.Advance(TimeSpan.FromSeconds(seconds - 5));
        var waiting = await portal.RefreshAsync();
        Assert.Empty(portal.Front.Requests);
        Assert.Contains("GitHub asked to slow down", Assert.Single(waiting.Errors).Message, StringComparison.Ordinal);
        portal.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty((await portal.LookAsync()).Errors);
        Assert.Equal(["a", "a-new", "b", "c"], portal.Names());
    }

    [Fact]
    public async Task A_token_that_is_refused_is_said_so()
    {
        await using var portal = await OrganizationFixture.StartAsync(f => f.Options(token: "expired"));

        Assert.Contains("does not accept the portal's token", Assert.Single((await portal.RegisterAsync()).Errors).Message, StringComparison.Ordinal);
    }

    private static async Task<OrganizationFixture> WithThreeAsync()
    {
        var portal = await OrganizationFixture.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            portal.Fake.Add(name).Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component(name)));
        }

        Assert.Empty((await portal.RegisterAsync()).Errors);
        return portal;
    }

    private static Func<HttpContext, Task> Broken(string fault) => fault switch
    {
        "500" => context => GitHubFront.Problem(context, 500, "Server Error"),
        "502 html" => context => WriteAsync(context, 502, "text/html", "<html>Unicorn!</html>"),
        "403" => context => GitHubFront.Problem(context, 403, "Resource not accessible by integration"),
        "404" => context => GitHubFront.Problem(context, 404, "Not Found"),
        "451" => context => GitHubFront.Problem(context, 451, "Repository access blocked"),
        "torn" => GitHubFront.Torn,
        "hang" => GitHubFront.Hang,
        "html" => context => WriteAsync(context, 200, "application/json; charset=utf-8", "<html>Sign in to the proxy</html>"),
        "nonsense" => context => WriteAsync(context, 200, "application/json; charset=utf-8", "[[{\"name\": 7, \"tree\": {}}]]"),
        _ => Elsewhere,
    };

    private static Task Elsewhere(HttpContext context)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data";
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.WriteAsync(text);
    }
}

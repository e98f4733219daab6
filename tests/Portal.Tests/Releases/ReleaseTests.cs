using System.Net;
using System.Text.Json;
using AngleSharp.Dom;

namespace Portal.WebTests.Releases;

/// <summary>Pages and API of the ledger, through the whole portal.</summary>
public sealed class ReleaseTests(ReleaseFixture fixture) : IClassFixture<ReleaseFixture>
{
    [Fact]
    public async Task The_releases_of_a_service_are_listed_newest_first_and_page_by_page()
    {
        var all = await GetAsync("services/default/orders/releases");
        Assert.Equal(["1.0.0 rollback succeeded", "1.1.0 rollout rolledBack", "1.0.0 rollout succeeded"], all.GetProperty("items").EnumerateArray().Select(Words));

        List<string> paged = [];
        string? cursor = null;
        do
        {
            var page = await GetAsync($"services/default/orders/releases?limit=1&cursor={cursor}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(Words));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(all.GetProperty("items").EnumerateArray().Select(Words), paged);
    }

    [Theory]
    [InlineData("releases?service=orders&outcome=rolledback", 1)]
    [InlineData("releases?team=alpha", 3)]
    [InlineData("releases?team=beta&service=orders", 0)]
    [InlineData("releases?service=orders&environment=staging", 0)]
    [InlineData("releases?service=orders&cluster=tiny&from=2020-01-01&to=2120-01-01", 3)]
    [InlineData("releases?service=orders&to=2020-01-01", 0)]
    [InlineData("crashes?service=orders&reason=OOMKilled&team=alpha", 1)]
    [InlineData("services/default/cart/crashes", 0)]
    [InlineData("timeline?service=orders&what=releases&from=2020-01-01", 3)]
    [InlineData("timeline?to=0001-01-01", 0)]
    public async Task Filters_hold(string url, int least)
    {
        var count = (await GetAsync(url)).GetProperty("items").GetArrayLength();

        Assert.True(least == 0 ? count == 0 : count >= least, $"{url}: {count}");
    }

    [Theory]
    [InlineData("/api/v1/services/default/nobody/releases")]
    [InlineData("/api/v1/services/default/nobody/crashes")]
    [InlineData("/deployments/default/nobody/releases")]
    [InlineData("/deployments/default/nobody/crashes")]
    public async Task Of_a_service_that_nobody_knows_nothing_is_not_said_as_if_it_were_known(string url)
    {
        using var api = fixture.Host.ApiClient();
        using var answer = await api.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("The catalog has no", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/deployments/timeline?from=frog", "ISO 8601")]
    [InlineData("/deployments/default/orders/releases?limit=frog", "no whole number")]
    public async Task A_filter_of_a_page_that_cannot_be_read_is_refused_in_words(string url, string words)
    {
        var page = await (await fixture.Host.SignInAsync("ada")).OpenAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(words, page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("releases?outcome=excellent")]
    [InlineData("releases?cursor=zz")]
    [InlineData("crashes?cursor=9-")]
    [InlineData("timeline?what=excellent")]
    [InlineData("timeline?from=2020-01-02&to=2020-01-01")]
    public async Task A_filter_that_cannot_be_is_refused(string url)
    {
        using var api = fixture.Host.ApiClient();
        using var answer = await api.GetAsync(new Uri("/api/v1/" + url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_release_shows_what_differs_and_why_there_are_no_commits()
    {
        var failed = (await GetAsync("services/default/orders/releases?outcome=rolledback")).GetProperty("items")[0];

        var detail = await GetAsync($"services/default/orders/releases/{failed.GetProperty("id").GetInt64()}");

        var image = detail.GetProperty("differences").EnumerateArray().Single(d => d.GetProperty("field").GetString() == "orders: image");
        Assert.Equal(("registry.test/orders:1.0.0", "registry.test/orders:1.1.0"), (image.GetProperty("before").GetString(), image.GetProperty("after").GetString()));
        Assert.Contains("names no source repository", detail.GetProperty("commitsNote").GetString(), StringComparison.Ordinal);
        using var api = fixture.Host.ApiClient();
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(new Uri($"/api/v1/services/default/cart/releases/{failed.GetProperty("id").GetInt64()}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_week_counts_deployments_failures_and_rollbacks_and_knows_what_it_does_not_know()
    {
        var weeks = (await GetAsync("releases/weekly?service=orders&weeks=3")).GetProperty("items");

        Assert.Equal(3, weeks.GetArrayLength());
        var present = weeks[2];
        Assert.Equal((3, 1, 1), (present.GetProperty("deployments").GetInt32(), present.GetProperty("failed").GetInt32(), present.GetProperty("rollbacks").GetInt32()));
        Assert.Equal(JsonValueKind.Null, weeks[0].GetProperty("deployments").ValueKind);
    }

    [Fact]
    public async Task The_timeline_shows_releases_problems_and_crashes()
    {
        var ada = await fixture.Host.SignInAsync("ada");

        var page = await ada.OpenAsync("/deployments/timeline?service=orders");

        var rows = page.Document.QuerySelectorAll("[data-testid=timeline-row]").Select(r => r.QuerySelector("[data-label=What]")!.TextContent).ToHashSet();
        Assert.Equal(["crash", "problem", "release"], rows.Order(StringComparer.Ordinal));
        Assert.NotNull(page.Document.QuerySelector("svg.week-bars rect"));
        Assert.Equal("deployments", page.Document.QuerySelector("#timeline")!.GetAttribute("data-topic"));
        Assert.Empty((await ada.OpenAsync("/deployments/timeline?service=nothing")).Document.QuerySelectorAll("[data-testid=timeline-row]"));
    }

    [Fact]
    public async Task The_pages_of_a_service_lead_to_each_release_and_to_the_log_of_a_kill()
    {
        var ada = await fixture.Host.SignInAsync("ada");
        var service = await ada.OpenAsync("/deployments/default/orders");
        var link = service.Document.QuerySelectorAll("[data-testid=service-history] [data-testid=release] a.name").Single(a => a.TextContent.Contains("rolled back from", StringComparison.Ordinal)).GetAttribute("href")!;

        var release = await ada.OpenAsync(link);
        Assert.Contains("rolled back from 1.1.0 to 1.0.0", release.Document.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(release.Document.QuerySelectorAll("[data-testid=difference]"), d => d.TextContent.Contains("registry.test/orders:1.1.0", StringComparison.Ordinal));
        Assert.Equal("service:default/orders", release.Document.QuerySelector("#release")!.GetAttribute("data-topic"));

        var crashes = await ada.OpenAsync("/deployments/default/orders/crashes");
        var crash = crashes.Document.QuerySelectorAll("[data-testid=crash]").First(c => c.QuerySelector("pre") is not null);
        Assert.Contains("128Mi", crash.TextContent, StringComparison.Ordinal);
        Assert.Contains("token=***", crash.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>orders", crash.QuerySelector("pre")!.TextContent, StringComparison.Ordinal); // as text, not as markup
        Assert.Equal(3, (await ada.OpenAsync("/deployments/default/orders/releases")).Document.QuerySelectorAll("[data-testid=release]").Length);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/deployments/default/orders/releases/999999")).StatusCode);
    }

    private static string Words(JsonElement release) => $"{release.GetProperty("version").GetString()} {release.GetProperty("trigger").GetString()} {release.GetProperty("outcome").GetString()}";

    private async Task<JsonElement> GetAsync(string url)
    {
        using var api = fixture.Host.ApiClient();
        using var answer = await api.GetAsync(new Uri("/api/v1/" + url, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{url}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}

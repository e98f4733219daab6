using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Portal.WebTests.Packages;

public sealed class PackagesApiTests(PackagesHost host) : IClassFixture<PackagesHost>
{
    private const string Log4jSbom = """
        {"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-01T10:00:00Z","component":{"type":"application","bom-ref":"root","name":"alpha-api","version":"2.3.0"}},
         "components":[{"type":"library","bom-ref":"a","name":"starter","version":"2.6.1","purl":"pkg:maven/org.acme/starter@2.6.1"},
          {"type":"library","bom-ref":"b","name":"log4j-core","version":"2.14.1","purl":"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"},
          {"type":"library","bom-ref":"c","name":"range","version":"[1.0,2.0)","purl":"pkg:maven/org.acme/range@%5B1.0%2C2.0%29"}],
         "dependencies":[{"ref":"root","dependsOn":["a"]},{"ref":"a","dependsOn":["b","c"]}]}
        """;

    [Fact]
    public async Task Who_uses_a_package_below_a_version_is_answered_with_way_owner_and_age()
    {
        await UploadAsync(Log4jSbom);

        var answer = await GetAsync("/api/v1/packages?name=org.apache.logging.log4j:log4j-core&version=%3C2.15");

        var item = Assert.Single(answer.GetProperty("items").EnumerateArray());
        Assert.Equal("component:default/alpha-api", item.GetProperty("service").GetString());
        Assert.Equal("group:default/alpha", item.GetProperty("owner").GetString());
        Assert.Equal("2.14.1", item.GetProperty("version").GetString());
        Assert.False(item.GetProperty("direct").GetBoolean());
        Assert.Equal(["org.acme:starter 2.6.1", "org.apache.logging.log4j:log4j-core 2.14.1"], item.GetProperty("path").EnumerateArray().Select(s => $"{s.GetProperty("name")} {s.GetProperty("version")}"));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), item.GetProperty("asOf").GetDateTimeOffset());
        Assert.Empty(item.GetProperty("live").EnumerateArray());
    }

    [Theory]
    [InlineData("name=pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", 1)]
    [InlineData("name=org.apache*&version=<2.15", 1)]
    [InlineData("name=ORG.apache.logging.log4j:LOG4J-core&ecosystem=java", 1)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&version=>=2.15", 0)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&ecosystem=npm", 0)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&transitive=false", 0)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&live=true", 0)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&live=false&owner=alpha", 1)]
    [InlineData("name=org.apache.logging.log4j:log4j-core&owner=beta", 0)]
    public async Task Every_part_of_the_question_narrows(string query, int expected)
    {
        await UploadAsync(Log4jSbom);

        Assert.Equal(expected, (await GetAsync("/api/v1/packages?" + query)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_range_is_neither_below_nor_above_and_is_shown_as_not_known()
    {
        await UploadAsync(Log4jSbom);

        var item = Assert.Single((await GetAsync("/api/v1/packages?name=org.acme:range&version=<0.1")).GetProperty("items").EnumerateArray());

        Assert.False(item.GetProperty("versionKnown").GetBoolean());
    }

    [Fact]
    public async Task Manifests_beside_a_descriptor_are_read_without_being_asked()
    {
        var packages = await WaitAsync("/api/v1/services/default/shop/packages", p => p.GetProperty("total").GetInt32() == 2);

        Assert.Equal("manifests", Assert.Single(packages.GetProperty("sets").EnumerateArray()).GetProperty("source").GetString());
        var minimist = packages.GetProperty("items")[0];
        Assert.Equal(("minimist", "pkg:npm/minimist@1.2.5", false), (minimist.GetProperty("package").GetString(), minimist.GetProperty("purl").GetString(), minimist.GetProperty("direct").GetBoolean()));
    }

    [Fact]
    public async Task Pages_of_answers_hold_each_answer_once()
    {
        for (var n = 0; n < 5; n++)
        {
            await UploadAsync($$"""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"paged","version":"1.{{n}}","purl":"pkg:npm/paged@1.{{n}}"}]}""", $"?source=paged-{n}");
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/v1/packages?name=paged&limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("version").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["1.0", "1.1", "1.2", "1.3", "1.4"], seen);
    }

    [Fact]
    public async Task A_new_document_replaces_the_one_of_its_source_and_only_that()
    {
        await UploadAsync("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"first","version":"1"}]}""", "?source=replaced");
        await UploadAsync("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"kept","version":"1"}]}""", "?source=beside");
        var second = await UploadAsync("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"second","version":"1"}]}""", "?source=replaced");

        Assert.Equal(0, (await GetAsync("/api/v1/packages?name=first")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync("/api/v1/packages?name=second")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await GetAsync("/api/v1/packages?name=kept")).GetProperty("total").GetInt32());

        using var api = host.ApiClient();
        using var removed = await api.DeleteAsync(new Uri($"{PackagesHost.Service}/{second.GetProperty("id")}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(0, (await GetAsync("/api/v1/packages?name=second")).GetProperty("total").GetInt32());
        var rows = (await GetAsync("/api/v1/audit?action=packages.sbom.uploaded&subject=component:default/alpha-api")).GetProperty("items").EnumerateArray();
        Assert.Contains(rows, r => r.GetProperty("before").GetString()?.Contains("replaced", StringComparison.Ordinal) == true && r.GetProperty("after").GetString()!.Contains("replaced", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/vnd.cyclonedx+json; version=1.5")]
    public async Task The_content_type_does_not_matter(string contentType)
    {
        using var api = host.ApiClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Log4jSbom));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var answer = await api.PostAsync(new Uri(PackagesHost.Service, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData(PackagesHost.Service, "{", HttpStatusCode.BadRequest, "line 1")]
    [InlineData(PackagesHost.Service, "", HttpStatusCode.BadRequest, "Send the SBOM as the body")]
    [InlineData(PackagesHost.Service + "?source=manifests", "{}", HttpStatusCode.BadRequest, "Choose another name")]
    [InlineData(PackagesHost.Service + "?source=A%20B", "{}", HttpStatusCode.BadRequest, "small letters")]
    [InlineData("/api/v1/services/default/nobody/packages", "{}", HttpStatusCode.NotFound, "component:default/nobody")]
    public async Task A_refused_upload_says_what_to_do(string url, string body, HttpStatusCode status, string expected)
    {
        using var api = host.ApiClient();
        using var content = new StringContent(body);
        using var answer = await api.PostAsync(new Uri(url, UriKind.Relative), content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/packages", "Name a package")]
    [InlineData("/api/v1/packages?name=a&version=below+2", "<2.15")]
    [InlineData("/api/v1/packages?name=a&limit=0", "1 to 500")]
    [InlineData("/api/v1/packages?name=a&cursor=zzz", "nextCursor")]
    [InlineData("/api/v1/services/default/alpha-api/packages?page=0", "from 1")]
    public async Task A_refused_question_says_what_to_do(string url, string expected)
    {
        using var api = host.ApiClient();
        using var answer = await api.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_suggested_and_similar_ones_told()
    {
        await UploadAsync(Log4jSbom);

        var suggested = await GetAsync("/api/v1/packages/names?q=LOG4J");
        Assert.Equal("pkg:maven/org.apache.logging.log4j/log4j-core", suggested.GetProperty("items")[0].GetProperty("purl").GetString());
        var unknown = await GetAsync("/api/v1/packages?name=log4j-core");
        Assert.Equal("org.apache.logging.log4j:log4j-core", unknown.GetProperty("similar")[0].GetProperty("name").GetString());
    }

    private async Task<JsonElement> UploadAsync(string sbom, string query = "")
    {
        using var api = host.ApiClient();
        using var content = new StringContent(sbom, Encoding.UTF8, "application/json");
        using var answer = await api.PostAsync(new Uri(PackagesHost.Service + query, UriKind.Relative), content);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> GetAsync(string url)
    {
        using var api = host.ApiClient();
        using var answer = await api.GetAsync(new Uri(url, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{url}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // The manifests are read beside the start; the live feed tells when a service's packages changed.
    private async Task<JsonElement> WaitAsync(string url, Func<JsonElement, bool> ready)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var feed = (Application.Common.ILiveFeed)host.Services.GetService(typeof(Application.Common.ILiveFeed))!;
        await using var changes = feed.SubscribeAsync(new HashSet<string> { Application.Common.Topics.Service("default", "shop") }, limit.Token).GetAsyncEnumerator(limit.Token);
        var next = changes.MoveNextAsync().AsTask();
        JsonElement answer;
        while (!ready(answer = await GetAsync(url)))
        {
            await next;
            next = changes.MoveNextAsync().AsTask();
        }

        await limit.CancelAsync();
        await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return answer;
    }
}

using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>Addresses that people type: the one of the history, a conflict that is none, and values that cannot be.</summary>
public sealed class CatalogAddressTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task The_address_of_the_history_leads_to_its_tab()
    {
        var ada = await host.SignInAsync("ada");

        var answer = await ada.OpenAsync("/catalog/component/default/alpha-api/history");

        Assert.Equal((HttpStatusCode.Found, "/catalog/component/default/alpha-api?tab=history"), (answer.StatusCode, answer.RedirectedTo));
        Assert.Equal(HttpStatusCode.OK, (await ada.OpenAsync(answer.RedirectedTo!)).StatusCode);
    }

    [Fact]
    public async Task An_entity_with_one_source_has_no_conflict_and_an_unknown_one_is_not_found()
    {
        var ada = await host.SignInAsync("ada");

        var page = await ada.OpenAsync("/catalog/conflicts/component/default/alpha-api");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var said = page.Document.QuerySelector("[data-testid=no-conflict]")!;
        Assert.Contains("There is no conflict: one source declares it.", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("people.yaml", said.TextContent, StringComparison.Ordinal);
        Assert.NotNull(said.QuerySelector("a[href='/catalog/component/default/alpha-api']"));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/catalog/conflicts/component/default/nobody")).StatusCode);
    }

    [Theory]
    [InlineData("entities?limit=abc", "limit", "a whole number from 1 to 1000")]
    [InlineData("entities?limit=1.5", "limit", "a whole number from 1 to 1000")]
    [InlineData("entities?limit=99999999999", "limit", "a whole number from 1 to 1000")]
    [InlineData("entities?limit=0", "limit", "1 to 1000")]
    [InlineData("search?q=a&limit=x", "limit", "a whole number from 1 to 200")]
    [InlineData("entities/component/default/alpha-api/history?limit=x", "limit", "a whole number from 1 to 500")]
    [InlineData("releases?limit=x", "limit", "a whole number")]
    [InlineData("entities?asOf=yesterday", "asOf", "an ISO 8601 time")]
    [InlineData("entities/component/default/alpha-api?asOf=yesterday", "asOf", "asOf=2026-11-26T08:00:00Z")]
    public async Task A_value_that_cannot_be_says_what_would_be_right(string url, string field, string words)
    {
        using var api = host.ApiClient();
        using var answer = await api.GetAsync(new Uri("/api/v1/" + url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var errors = problem.RootElement.GetProperty("errors").EnumerateObject().Single(e => e.Name.Equals(field, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(words, errors.Value[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/catalog?asOf=yesterday")]
    [InlineData("/catalog/component/default/alpha-api?asOf=yesterday")]
    [InlineData("/graph?focus=component:default/alpha-api&asOf=yesterday")]
    public async Task A_page_of_a_moment_that_cannot_be_says_what_would_be_right(string url)
    {
        var ada = await host.SignInAsync("ada");

        var page = await ada.OpenAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("'yesterday' is no moment. Write asOf=2026-11-26T08:00:00Z: an ISO 8601 time", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}

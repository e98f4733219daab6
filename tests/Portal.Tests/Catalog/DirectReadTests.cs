using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>The short way to an answer says the same as the long one, asks for the same permission, and leaves what is unusual to it.</summary>
public sealed class DirectReadTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    [Theory]
    [InlineData("entities")]
    [InlineData("entities?limit=3&sort=-name")]
    [InlineData("entities?kind=component,API&kind=resource&owner=alpha&sort=owner&limit=2")]
    [InlineData("entities?q=keeps+orders")]
    [InlineData("entities?q=ordres&kind=api")]
    [InlineData("entities?tag=dotnet&tag=critical&orphan=false&errors=false&dangling=true")]
    [InlineData("entities?namespace=nowhere")]
    [InlineData("entities?owner=group%3Adefault%2Falpha&lifecycle=production&type=service&system=shop")]
    [InlineData("entities/component/default/orders")]
    [InlineData("entities/Component/default/Orders")]
    [InlineData("entities/user/default/ada")]
    [InlineData("entities/component/default/orders/owners")]
    [InlineData("entities/component/default/lost/owners")]
    [InlineData("facets?facet=kind&facet=spec.type&facet=metadata.tags&facet=spec.profile.displayName&facet=orphan&kind=component")]
    [InlineData("search?q=orders&limit=2")]
    [InlineData("search?q=keeps%20orders")]
    public async Task A_direct_answer_is_the_controllers_answer(string path)
    {
        using var client = host.ApiClient();

        // Upper case in the path is unusual, so the controllers answer.
        using var direct = await client.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));
        using var routed = await client.GetAsync(new Uri("/Api/v1/" + path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, direct.StatusCode);
        Assert.True(direct.Headers.CacheControl?.Private);
        Assert.Null(routed.Headers.CacheControl);
        Assert.Equal(routed.Content.Headers.ContentType, direct.Content.Headers.ContentType);
        Assert.Equal(await routed.Content.ReadAsStringAsync(), await direct.Content.ReadAsStringAsync());
        Assert.Contains("default-src 'none'", direct.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_a_direct_list_lead_to_each_other()
    {
        using var client = host.ApiClient();
        List<string> seen = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/entities?sort=kind&limit=5{(cursor.Length == 0 ? "" : "&cursor=" + cursor)}", UriKind.Relative));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("ref").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(host.Services.GetRequiredService<ICatalog>().Current.Entities.Count, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_answer_known_already_is_not_sent_again_until_the_catalog_changes()
    {
        using var client = host.ApiClient();
        using var first = await client.GetAsync(new Uri("/api/v1/entities?kind=domain", UriKind.Relative));
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using var again = await client.GetAsync(new Uri("/api/v1/entities?kind=domain", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "tagged")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "d.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: tagged}\nspec: {owner: alpha}\n", TestContext.Current.CancellationToken);
        using var made = await client.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = folder });
        using var changed = await client.GetAsync(new Uri("/api/v1/entities?kind=domain", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("domain:default/tagged", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var removed = await client.DeleteAsync(new Uri($"/api/v1/locations/{(await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}", UriKind.Relative));
    }

    [Fact]
    public async Task A_look_that_brings_nothing_new_moves_when_an_entity_was_last_seen()
    {
        using var client = host.ApiClient();
        var before = await SeenAsync(client);
        var location = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/locations", UriKind.Relative))).GetProperty("items").EnumerateArray().First(l => l.GetProperty("target").GetString() == host.CatalogFolder);

        using var refreshed = await client.PostAsync(new Uri($"/api/v1/locations/{location.GetProperty("id").GetString()}/refresh", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.True(await SeenAsync(client) > before);

        static async Task<DateTimeOffset> SeenAsync(HttpClient client)
        {
            var listed = (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/entities?q=orders-db", UriKind.Relative))).GetProperty("items")[0];
            var single = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/entities/resource/default/orders-db", UriKind.Relative));
            var seen = listed.GetProperty("sources")[0].GetProperty("lastSeenAt").GetDateTimeOffset();
            Assert.Equal(seen, single.GetProperty("sources")[0].GetProperty("lastSeenAt").GetDateTimeOffset());
            return seen;
        }
    }

    [Fact]
    public async Task A_token_without_the_permission_is_refused_as_everywhere()
    {
        using var admin = host.ApiClient();
        using var made = await admin.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { name = "narrow", serviceRole = "Viewer", scopes = new[] { "deployments.read" } });
        using var client = host.ApiClient((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());

        foreach (var path in new[] { "entities", "entities/component/default/orders", "facets?facet=kind", "search?q=orders", "entities/component/default/orders/owners" })
        {
            using var kept = await admin.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative)); // an answer that is kept is kept for those who may
            using var answer = await client.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_unknown_token_and_no_token_get_nothing_even_when_the_answer_is_kept()
    {
        using var admin = host.ApiClient();
        using var kept = await admin.GetAsync(new Uri("/api/v1/entities?kind=system", UriKind.Relative));
        foreach (var token in new[] { "prt_unknown", null })
        {
            using var client = host.ApiClient(token);
            using var answer = await client.GetAsync(new Uri("/api/v1/entities?kind=system", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("entities?limit=1001", HttpStatusCode.BadRequest)]
    [InlineData("entities?orphan=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("entities?unknown=1", HttpStatusCode.BadRequest)]
    [InlineData("entities?q=", HttpStatusCode.OK)]
    [InlineData("entities/component/default/nothing/owners", HttpStatusCode.NotFound)]
    [InlineData("facets", HttpStatusCode.BadRequest)]
    [InlineData("search?q=a&limit=0", HttpStatusCode.BadRequest)]
    public async Task What_is_unusual_takes_the_long_way(string path, HttpStatusCode status)
    {
        using var client = host.ApiClient();
        using var answer = await client.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
        Assert.Null(answer.Headers.CacheControl);
    }

    [Fact]
    public async Task The_owner_chain_leads_from_the_owner_to_the_top_with_people_and_contacts()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "chain")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "teams.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: board}
            spec: {type: department, profile: {displayName: The Board, email: board@example.test}, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: crew, annotations: {portal.dev/chat: "https://chat.example.test/crew", portal.dev/lead: "user:default/ada"}}
            spec: {type: team, parent: board, children: [], members: [ada, ghost]}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: crewed}
            spec: {type: service, lifecycle: production, owner: crew}
            """, TestContext.Current.CancellationToken);
        using var client = host.ApiClient();
        using var made = await client.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = folder });

        var chain = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/entities/component/default/crewed/owners", UriKind.Relative));

        Assert.Equal(["group:default/crew", "group:default/board"], chain.GetProperty("owners").EnumerateArray().Select(o => o.GetProperty("ref").GetString()!));
        Assert.Equal([0, 1], chain.GetProperty("owners").EnumerateArray().Select(o => o.GetProperty("distance").GetInt32()));
        var crew = chain.GetProperty("owners")[0];
        Assert.Equal(["user:default/ada", "user:default/ghost"], crew.GetProperty("people").EnumerateArray().Select(p => p.GetProperty("ref").GetString()!));
        Assert.Equal(["https://chat.example.test/crew", "mailto:ada@example.test"], crew.GetProperty("contacts").EnumerateArray().Select(c => c.GetProperty("url").GetString()!));
        Assert.Equal("board@example.test", chain.GetProperty("owners")[1].GetProperty("email").GetString());
        using var removed = await client.DeleteAsync(new Uri($"/api/v1/locations/{(await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}", UriKind.Relative));
    }
}

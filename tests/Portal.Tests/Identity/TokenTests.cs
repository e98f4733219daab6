using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Testing;

namespace Portal.WebTests.Identity;

public sealed class TokenTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly PortalHost _host;

    public TokenTests() => _host = new PortalHost { ConfigureServices = services => services.AddSingleton<TimeProvider>(_clock) };

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_token_is_shown_once_and_only_its_hash_is_kept()
    {
        using var admin = _host.ApiClient();
        var text = await MakeAsync(admin, new { name = "ci", serviceRole = "Viewer" });

        var listed = await admin.GetStringAsync(new Uri("/api/v1/tokens", UriKind.Relative));
        var audited = await admin.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative));

        Assert.StartsWith("prt_", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(text, audited, StringComparison.Ordinal);
        Assert.Contains("identity.token.created", audited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_a_line_break_is_refused()
    {
        using var admin = _host.ApiClient();

        using var response = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "zz-nl\n", serviceRole = "Viewer" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_service_token_has_its_role_and_no_more()
    {
        using var admin = _host.ApiClient();
        using var reader = _host.ApiClient(await MakeAsync(admin, new { name = "reader", serviceRole = "Viewer" }));

        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(new Uri("/api/v1/who-owns?q=alpha-api", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync(new Uri("/api/v1/audit", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_scoped_token_is_told_which_scope_it_lacks()
    {
        using var admin = _host.ApiClient();
        using var scoped = _host.ApiClient(await MakeAsync(admin, new { name = "scoped", serviceRole = "Admin", scopes = new[] { "catalog.read" } }));

        using var response = await scoped.GetAsync(new Uri("/api/v1/audit", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("audit.read", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scoped_token_gives_on_no_scope_it_lacks()
    {
        using var admin = _host.ApiClient();
        using var scoped = _host.ApiClient(await MakeAsync(admin, new { name = "narrow", serviceRole = "Admin", scopes = new[] { "tokens.own", "tokens.manage" } }));

        using var response = await scoped.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { name = "wider", serviceRole = "Viewer", scopes = new[] { "scaffold.run" } });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task An_expired_token_says_when_it_expired()
    {
        using var admin = _host.ApiClient();
        using var client = _host.ApiClient(await MakeAsync(admin, new { name = "short", days = 1, serviceRole = "Viewer" }));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/v1/who-owns?q=x1", UriKind.Relative))).StatusCode);

        _clock.Jump(TimeSpan.FromDays(2));
        using var response = await client.GetAsync(new Uri("/api/v1/who-owns?q=x1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("expired at 2026-11-13", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_ends_at_once()
    {
        using var admin = _host.ApiClient();
        var made = await PostAsync(admin, new { name = "gone", serviceRole = "Viewer" });
        using var client = _host.ApiClient(made.GetProperty("token").GetString());

        using var revoked = await admin.DeleteAsync(new Uri($"/api/v1/tokens/{made.GetProperty("id").GetString()}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/api/v1/who-owns?q=x1", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"ok","days":0}""", "365")]
    [InlineData("""{"name":"ok","days":"many"}""", "days")]
    [InlineData("""{"name":"ok","scopes":["made.up"]}""", "made.up")]
    [InlineData("""{"name":"ok","serviceRole":"Emperor"}""", "Viewer")]
    [InlineData("""{"name":"ok","serviceRole":"99"}""", "Viewer")]
    [InlineData("""{"name":""", "JSON")]
    public async Task Bad_input_is_named_by_its_field(string body, string expected)
    {
        using var admin = _host.ApiClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await admin.PostAsync(new Uri("/api/v1/tokens", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_engineer_makes_a_personal_token_on_the_page_and_cannot_make_a_service_token()
    {
        var page = await _host.SignInAsync("ada");

        var made = await page.SubmitAsync("/admin/tokens", ("Name", "laptop"), ("Days", "30"));
        var refused = await page.SubmitAsync("/admin/tokens", ("Name", "robot"), ("Days", "30"), ("ServiceRole", "Admin"));

        Assert.StartsWith("prt_", made.Document.QuerySelector("[data-testid=new-token]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("admin", refused.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_revokes_the_token_of_another_person_and_the_attempt_is_kept()
    {
        var ada = await _host.SignInAsync("ada");
        await ada.SubmitAsync("/admin/tokens", ("Name", "mine"), ("Days", "30"));
        using var admin = _host.ApiClient();
        var id = (await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/tokens", UriKind.Relative))).GetProperty("items")[0].GetProperty("id").GetString();
        var ben = await _host.SignInAsync("ben");

        var refused = await ben.SubmitAsync("/admin/tokens", $"/admin/tokens/{id}/revoke");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var rows = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative));
        Assert.Contains(rows.GetProperty("items").EnumerateArray(), r => r.GetProperty("actor").GetString() == "user:default/ben" && r.GetProperty("action").GetString() == "identity.token.revoked");
    }

    private static async Task<string> MakeAsync(HttpClient client, object body) => (await PostAsync(client, body)).GetProperty("token").GetString()!;

    private static async Task<JsonElement> PostAsync(HttpClient client, object body)
    {
        using var response = await client.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}

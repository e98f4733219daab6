using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Testing;

namespace Portal.WebTests.Audit;

public sealed class AuditTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task A_refused_read_leaves_a_row_with_actor_and_reason()
    {
        var vic = await host.SignInAsync("vic");

        var refused = await vic.OpenAsync("/admin/audit");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("platform engineer", refused.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var admin = host.ApiClient();
        var rows = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?outcome=refused&actor=user:default/vic", UriKind.Relative));
        var row = rows.GetProperty("items")[0];
        Assert.Equal("access.refused", row.GetProperty("action").GetString());
        Assert.Contains("audit.read", row.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_keeps_what_was_before_and_after()
    {
        using var admin = host.ApiClient();
        using var made = await admin.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { name = "audited", serviceRole = "Viewer" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var revoked = await admin.DeleteAsync(new Uri($"/api/v1/tokens/{id}", UriKind.Relative));

        var rows = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?subject=token:audited", UriKind.Relative));

        var newest = rows.GetProperty("items")[0];
        Assert.Equal("identity.token.revoked", newest.GetProperty("action").GetString());
        Assert.Equal("token:bootstrap", newest.GetProperty("actor").GetString());
        Assert.Contains("\"revokedAt\":null", newest.GetProperty("before").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"revokedAt\":null", newest.GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_page_shows_rows_to_a_platform_engineer()
    {
        var ada = await host.SignInAsync("ada");
        await ada.SubmitAsync("/admin/tokens", ("Name", "for-the-trail"), ("Days", "1"));
        var pat = await host.SignInAsync("pat");

        var page = await pat.OpenAsync("/admin/audit?subject=token:for-the-trail");

        Assert.Contains("Ada of Alpha", page.Document.QuerySelector("[data-testid=audit-row]")!.TextContent, StringComparison.Ordinal);
    }
}

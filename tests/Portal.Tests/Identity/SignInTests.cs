using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Identity;

public sealed class SignInTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/catalog")]
    [InlineData("/deployments")]
    [InlineData("/who-owns?q=alpha-api")]
    [InlineData("/start")]
    [InlineData("/admin/audit")]
    [InlineData("/no-such-page")]
    public async Task A_stranger_is_sent_to_the_sign_in_page(string url)
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        using var response = await client.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Contains("/sign-in?ReturnUrl=", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/entities")]
    [InlineData("/api/v1/who-owns?q=alpha-api")]
    [InlineData("/api/v1/events?topic=catalog")]
    [InlineData("/api/v1/tokens")]
    [InlineData("/api/v1/audit")]
    [InlineData("/openapi/v1.json")]
    public async Task The_API_refuses_a_stranger(string url)
    {
        using var client = host.ApiClient(token: null);
        using var response = await client.GetAsync(new Uri(url, UriKind.Relative));

        Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Found, $"{url} answered {response.StatusCode}");
        if (url.StartsWith("/api", StringComparison.Ordinal))
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/sign-in")]
    public async Task Health_and_sign_in_are_open(string url)
    {
        using var client = host.CreateClient();
        using var response = await client.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_persona_signs_in_and_is_greeted_by_team()
    {
        var page = await host.SignInAsync("ada");

        var home = await page.OpenAsync("/");

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Equal("Alpha", home.Document.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Nobody_signs_in_as_a_user_that_is_no_persona()
    {
        var page = new PageClient(host.CreateClient(new() { AllowAutoRedirect = false }));

        var answer = await page.SubmitAsync("/sign-in", ("user", "user:default/root"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_sign_in_page_never_sends_one_to_another_site()
    {
        var page = new PageClient(host.CreateClient(new() { AllowAutoRedirect = false }));

        var answer = await page.SubmitAsync("/sign-in", ("user", "user:default/ada"), ("returnUrl", "https://evil.example/"));

        Assert.Equal("/", answer.RedirectedTo);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused_in_words()
    {
        var page = await host.SignInAsync("ada");
        using var content = new FormUrlEncodedContent([new("Name", "ci")]);

        using var response = await page.Http.PostAsync(new Uri("/admin/tokens", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("antiforgery", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_cookie_alone_changes_nothing_over_the_API()
    {
        var page = await host.SignInAsync("ada");

        using var response = await page.Http.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { name = "stolen" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("request.antiforgery", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_and_the_cookie_is_shut_to_scripts()
    {
        using var client = host.CreateClient(new() { AllowAutoRedirect = false });
        using var response = await client.GetAsync(new Uri("/sign-in", UriKind.Relative));

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.All(response.Headers.GetValues("Set-Cookie"), c => Assert.Contains("httponly", c, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_unknown_page_is_a_404_in_words()
    {
        var page = await host.SignInAsync("ada");

        var answer = await page.OpenAsync("/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("/no-such-page", answer.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_refuses_to_start_with_development_sign_in()
    {
        using var production = new PortalHost();
        production.UseProduction = true;

        var refusal = Assert.ThrowsAny<Exception>(() => production.CreateClient());

        Assert.Contains("AllowDevelopmentSignInInProduction", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_says_that_pages_need_HTTPS_and_serves_the_API_all_the_same()
    {
        using var production = new PortalHost();
        production.UseProduction = true;
        production.Set("Identity:DevelopmentSignIn", "false");
        using var client = production.ApiClient();

        using var page = await client.GetAsync(new Uri("/sign-in", UriKind.Relative));
        using var api = await client.GetAsync(new Uri("/api/v1/tokens", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("HTTPS", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, api.StatusCode);
    }

    [Fact]
    public async Task A_strangers_attempt_at_a_change_is_kept()
    {
        using var stranger = host.ApiClient(token: null);
        using var refused = await stranger.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "file", target = "/x" });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var admin = host.ApiClient();
        var rows = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?actor=anonymous", UriKind.Relative));
        Assert.Contains(rows.GetProperty("items").EnumerateArray(), r => r.GetProperty("subject").GetString() == "/api/v1/locations" && r.GetProperty("outcome").GetString() == "refused");
    }

    [Fact]
    public async Task Cookies_are_for_secure_connections_only_outside_development()
    {
        using var production = new PortalHost();
        production.UseProduction = true;
        production.Set("Identity:AllowDevelopmentSignInInProduction", "true");
        using var client = production.CreateClient(new() { BaseAddress = new Uri("https://localhost"), AllowAutoRedirect = false });

        using var response = await client.GetAsync(new Uri("/sign-in", UriKind.Relative));

        Assert.All(response.Headers.GetValues("Set-Cookie"), c => Assert.Contains("secure", c, StringComparison.OrdinalIgnoreCase));
    }
}

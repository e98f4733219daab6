using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Testing;

namespace Portal.BrowserTests;

/// <summary>Sign-in by authorization code with PKCE against servers that no one here wrote.</summary>
[Collection(Browsing.Name)]
public sealed class OpenIdConnectTests(BrowserHost host) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => host.ClosePagesAsync();

    [Fact]
    public async Task A_person_signs_in_with_Entra_ID_and_is_known_by_mail_address()
    {
        Assert.SkipUnless(NpmServer.IsPossible, "npm is not installed.");
        var port = NpmServer.FreePort();
        await using var entra = await NpmServer.EmulateAsync($"""
            microsoft:
              users:
                - {"{"}email: ada@example.test, name: Ada of Alpha{"}"}
              oauth_clients:
                - client_id: portal
                  client_secret: portal-secret
                  name: Portal
                  redirect_uris: ["http://localhost:{port}/signin-oidc"]
            """);
        using var portal = new PortalHost();
        portal.Set("AzureAd:Instance", $"http://localhost:{entra.Port + 1}/");
        portal.Set("AzureAd:TenantId", "9188040d-6c67-4c5b-b112-36a304b66dad");
        portal.Set("AzureAd:ClientId", "portal");
        portal.Set("AzureAd:ClientSecret", "portal-secret");
        portal.Set("AzureAd:RequireHttpsMetadata", "false");
        var page = await StartAsync(portal, port);
        string? challenge = null;
        page.Request += (_, request) => challenge ??= Regex.Match(request.Url, "code_challenge=([^&]+)", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match ? match.Value : null;

        await page.GotoAsync("/sign-in?returnUrl=/start");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your organisation's account" }).ClickAsync();
        await page.Locator("button.user-btn", new() { HasText = "ada@example.test" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Welcome, Ada");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("you are in Alpha");
        Assert.NotNull(challenge);
    }

    [Fact]
    public async Task A_person_signs_in_with_any_OpenID_Connect_authority()
    {
        Assert.SkipUnless(NpmServer.IsPossible, "npm is not installed.");
        var port = NpmServer.FreePort();
        await using var authority = await NpmServer.OidcProviderAsync($"http://localhost:{port}/signin-oidc");
        using var portal = new PortalHost();
        portal.Set("AzureAd:Authority", $"http://localhost:{authority.Port}");
        portal.Set("AzureAd:ClientId", "portal");
        portal.Set("AzureAd:ClientSecret", "portal-secret");
        portal.Set("AzureAd:RequireHttpsMetadata", "false");
        portal.Set("AzureAd:GetClaimsFromUserInfoEndpoint", "true");
        var page = await StartAsync(portal, port);

        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your organisation's account" }).ClickAsync();
        await page.FillAsync("input[name=login]", "ben@example.test");
        await page.FillAsync("input[name=password]", "any");
        await page.ClickAsync("button[type=submit]");
        await page.ClickAsync("button[type=submit]");

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Beta");
    }

    [Fact]
    public async Task A_refused_sign_in_says_so_with_a_reference()
    {
        Assert.SkipUnless(NpmServer.IsPossible, "npm is not installed.");
        var port = NpmServer.FreePort();
        await using var authority = await NpmServer.OidcProviderAsync($"http://localhost:{port}/signin-oidc");
        using var portal = new PortalHost();
        portal.Set("AzureAd:Authority", $"http://localhost:{authority.Port}");
        portal.Set("AzureAd:ClientId", "portal");
        portal.Set("AzureAd:ClientSecret", "not-the-secret");
        portal.Set("AzureAd:RequireHttpsMetadata", "false");
        var page = await StartAsync(portal, port);

        await page.GotoAsync("/sign-in/oidc");
        await page.FillAsync("input[name=login]", "ben@example.test");
        await page.FillAsync("input[name=password]", "any");
        await page.ClickAsync("button[type=submit]");
        await page.ClickAsync("button[type=submit]");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("reference");
    }

    private async Task<IPage> StartAsync(PortalHost portal, int port)
    {
        portal.UseKestrel(port);
        portal.StartServer();
        await portal.WaitForCatalogAsync(graph => graph.Entities.Count >= 8);
        Assert.Contains(portal.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses, a => a.EndsWith($":{port}", StringComparison.Ordinal));
        return await host.NewPageAsync(address: $"http://localhost:{port}");
    }
}

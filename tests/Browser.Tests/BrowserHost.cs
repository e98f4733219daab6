using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.BrowserTests;

/// <summary>The portal with its demo organisation on a real port, and one Chromium for all tests of the collection.</summary>
public sealed class BrowserHost : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Path of a Chromium, or null: then the tests are skipped by name.</summary>
    public static string? Chromium { get; } = new[] { Environment.GetEnvironmentVariable("PORTAL_TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is { Length: > 0 } && File.Exists(path));

    public DemoPortalHost Portal { get; } = new();

    public string Address { get; private set; } = "";

    /// <summary>The simulated clusters that the portal watches.</summary>
    public DemoClusters Clusters { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium is null)
        {
            return;
        }

        // The demo's clusters, started here so that tests can make things happen in them.
        Clusters = await DemoClusters.StartAsync(Path.Combine(AppContext.BaseDirectory, "demo", "organisation", "estate", "estate.yaml"), Path.Combine(Portal.Folder, "clusters"), TimeProvider.System, CancellationToken.None);
        foreach (var (cluster, n) in Clusters.Estate.Select((c, n) => (c, n)))
        {
            Portal.Set($"Clusters:{n}:Name", cluster.Name);
            Portal.Set($"Clusters:{n}:Environment", cluster.Environment);
            Portal.Set($"Clusters:{n}:Region", cluster.Region);
            Portal.Set($"Clusters:{n}:Kubeconfig", Clusters.Kubeconfig);
            Portal.Set($"Clusters:{n}:Context", cluster.Name);
        }

        Portal.UseKestrel(0);
        Portal.StartServer();
        Address = Portal.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await Portal.WaitForCatalogAsync(graph => graph.Entities.Count > 200);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        Assertions.SetDefaultExpectTimeout(20_000);

        // The first pages of a process and of a browser pay for everything that is compiled and read for the first time.
        var first = await SignInAsync("tomas.kral");
        await first.GotoAsync("/deployments");
        await first.Context.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Portal.DisposeAsync();
        if (Clusters is not null)
        {
            await Clusters.DisposeAsync();
        }
    }

    /// <summary>A page of its own: own cookies, own size, own theme.</summary>
    public async Task<IPage> NewPageAsync(int width = 1440, string theme = "light", bool script = true, string? address = null)
    {
        Assert.SkipUnless(Chromium is not null, "No Chromium: install it, or name it in PORTAL_TEST_CHROMIUM.");
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address ?? Address,
            ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 1000 },
            JavaScriptEnabled = script,
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });

        // Patience for a cold machine that also runs a control plane; what must be quick says so itself.
        context.SetDefaultTimeout(60_000);
        await context.AddCookiesAsync([new() { Name = "theme", Value = theme, Url = address ?? Address }]);
        return await context.NewPageAsync();
    }

    /// <summary>Closes what a test opened: pages left open would go on reading every change in the background.</summary>
    public async ValueTask ClosePagesAsync()
    {
        foreach (var context in _browser?.Contexts.ToArray() ?? [])
        {
            await context.CloseAsync();
        }
    }

    /// <summary>Signs in as a persona of the demo organisation.</summary>
    public async Task<IPage> SignInAsync(string persona, int width = 1440, string theme = "light", bool script = true)
    {
        var page = await NewPageAsync(width, theme, script);
        await page.GotoAsync("/sign-in");
        await page.Locator($"button[value='user:default/{persona}']").ClickAsync();

        await page.SignedInAsync();
        return page;
    }

    /// <summary>The live picture, as the tests need a pod or a workload that exists.</summary>
    public IDeploymentPictures Pictures => Portal.Services.GetRequiredService<IDeploymentPictures>();
}

/// <summary>The test host with the demo organisation switched on.</summary>
public sealed class DemoPortalHost : PortalHost
{
    public DemoPortalHost()
    {
        Set("Demo:Enabled", "true");
        Set("Scaffolding:InCatalog", "true");
        Set("SourceControl:LocalPath", Path.Combine(Folder, "git-server"));
        Set("Catalog:GitCache", Path.Combine(Folder, "git-cache"));
    }
}

/// <summary>Waits that do not miss what has happened already.</summary>
public static class Waiting
{
    /// <summary>Until the page after signing in is shown.</summary>
    public static async Task SignedInAsync(this IPage page)
    {
        await Assertions.Expect(page).Not.ToHaveURLAsync(Pattern("/sign-in"), new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#main")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>
    /// Until the address is as asked. WaitForURLAsync waits for a load event if the address is so already, and with WaitUntilState.Commit there is none that it could see.
    /// </summary>
    public static Task AddressAsync(this IPage page, string pattern) => Assertions.Expect(page).ToHaveURLAsync(Pattern(pattern), new() { Timeout = 60_000 });

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}

/// <summary>Accessibility by axe: WCAG 2.1 A and AA.</summary>
public static class Accessibility
{
    private static readonly List<string> Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

    /// <summary>No finding on the page as it stands.</summary>
    public static async Task AssertNoFindingsAsync(IPage page, string what)
    {
        var result = await page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions { RunOnly = new() { Type = "tag", Values = Rules } });
        Assert.True(result.Violations.Length == 0, what + ": " + string.Join("; ", result.Violations.Select(v =>
            $"{v.Id} at {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}: {v.Help}")));
    }
}

[CollectionDefinition(Name)]
public sealed class Browsing : ICollectionFixture<BrowserHost>
{
    public const string Name = "browser";
}

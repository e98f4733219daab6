using System.Net.Http.Headers;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Testing;

/// <summary>
/// The whole portal in one process: real pipeline, real SQLite in a folder of its own, no demo organisation and no cluster
/// unless a test asks for them. Development sign-in is on; <see cref="AdminToken"/> is the bootstrap token.
/// </summary>
public class PortalHost : WebApplicationFactory<Program>
{
    public const string AdminToken = "test-admin-token";

    /// <summary>Descriptors of the people every test may sign in as; the team alpha owns component:default/alpha-api.</summary>
    private const string People = """
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: alpha}
        spec: {type: team, profile: {displayName: Alpha}, children: []}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: beta}
        spec: {type: team, profile: {displayName: Beta}, children: []}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: platform}
        spec: {type: team, profile: {displayName: Platform}, children: []}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: ada, annotations: {portal.dev/persona: service owner}}
        spec: {profile: {displayName: Ada of Alpha, email: ada@example.test}, memberOf: [alpha]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: ben, annotations: {portal.dev/persona: on-call engineer}}
        spec: {profile: {displayName: Ben of Beta, email: ben@example.test}, memberOf: [beta]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: pat, annotations: {portal.dev/persona: platform engineer}}
        spec: {profile: {displayName: Pat of Platform, email: pat@example.test}, memberOf: [platform]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: vic, annotations: {portal.dev/persona: viewer}}
        spec: {profile: {displayName: Vic the Viewer, email: vic@example.test}, memberOf: [beta]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: alpha-api, description: Answers for Alpha}
        spec: {type: service, lifecycle: production, owner: alpha}
        """;

    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);

    public PortalHost()
    {
        Folder = Directory.CreateTempSubdirectory("portal-test-").FullName;
        CatalogFolder = Directory.CreateDirectory(Path.Combine(Folder, "catalog")).FullName;
        File.WriteAllText(Path.Combine(CatalogFolder, "people.yaml"), People);
        Set("Data:Directory", Path.Combine(Folder, "data"));
        Set("ConnectionStrings:Portal", $"Data Source={Path.Combine(Folder, "portal.db")};Pooling=False");
        Set("Demo:Enabled", "false");
        Set("Scaffolding:InCatalog", "false");
        Set("Bootstrap:AdminToken", AdminToken);
        Set("Identity:DevelopmentSignIn", "true");
        Set("Access:PlatformEngineers:0", "group:default/platform");
        Set("Access:Viewers:0", "user:default/vic");
        Set("Catalog:Locations:0:Type", "directory");
        Set("Catalog:Locations:0:Target", CatalogFolder);
    }

    /// <summary>Removed at the end.</summary>
    public string Folder { get; }

    /// <summary>Descriptors written here are in the catalog when the host starts.</summary>
    public string CatalogFolder { get; }

    /// <summary>A setting; before the first client is made.</summary>
    public void Set(string key, string? value) => _settings[key] = value;

    /// <summary>Starts as Production instead of Development; before the first client is made.</summary>
    public bool UseProduction { get; set; }

    /// <summary>The first client finds what <see cref="CatalogFolder"/> holds; false where a test is about the time before that, or takes the reading away. Before the first client is made.</summary>
    public bool WaitsForCatalog { get; set; } = true;

    /// <summary>Replaces services at the edge of the process; before the first client is made.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }

    /// <summary>Takes a background service out by the name of its class, so that a test does its work itself; before the first client is made.</summary>
    public PortalHost Without(string hostedService)
    {
        ConfigureServices += services => services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.GenericTypeArguments.SingleOrDefault()?.Name == hostedService));
        return this;
    }

    /// <summary>A client of the API with the bootstrap token.</summary>
    public HttpClient ApiClient(string? token = AdminToken)
    {
        var client = CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A browser without script, signed in as a user of the catalog (full ref or bare name).</summary>
    public async Task<PageClient> SignInAsync(string user)
    {
        var page = new PageClient(CreateClient(new() { AllowAutoRedirect = false }));
        await WaitForCatalogAsync(IsRead);
        var signedIn = await page.SubmitAsync("/sign-in", ("user", user.Contains(':', StringComparison.Ordinal) ? user : "user:default/" + user));
        return signedIn.StatusCode == System.Net.HttpStatusCode.Found ? page
            : throw new InvalidOperationException($"Sign-in as {user} answered {signedIn.StatusCode}: {signedIn.Document.Body?.TextContent.Trim()}");
    }

    /// <summary>Waits until the catalog is as asked; the first read of the sources runs beside the start.</summary>
    /// <exception cref="TimeoutException">It did not become so within four minutes.</exception>
    public Task WaitForCatalogAsync(Func<CatalogGraph, bool> ready) => WaitForCatalogAsync(Services, ready);

    private static async Task WaitForCatalogAsync(IServiceProvider services, Func<CatalogGraph, bool> ready)
    {
        var catalog = services.GetRequiredService<ICatalog>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var changes = services.GetRequiredService<ILiveFeed>().SubscribeAsync(new HashSet<string> { Topics.Catalog }, limit.Token).GetAsyncEnumerator(limit.Token);
        var next = changes.MoveNextAsync().AsTask(); // subscribed before the look: a change in between is not missed
        try
        {
            while (!ready(catalog.Current))
            {
                await next;
                next = changes.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The catalog did not become as the test asks; it holds {catalog.Current.Entities.Count} entities.");
        }
        finally
        {
            await limit.CancelAsync();
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static bool IsRead(CatalogGraph graph) => graph.Find(new EntityRef("user", EntityRef.DefaultNamespace, "ada")) is not null;

    /// <summary>The sources are read beside the start: whoever asks at once would be told, now and then, that nobody is there.</summary>
    protected override IHost CreateHost(IHostBuilder builder)
    {
        var host = base.CreateHost(builder);
        if (WaitsForCatalog)
        {
            WaitForCatalogAsync(host.Services, IsRead).GetAwaiter().GetResult();
        }

        return host;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(UseProduction ? "Production" : "Development");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => ConfigureServices?.Invoke(services));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(Folder))
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException)
            {
                // A git process of the test may still hold a file; the system's temp cleaner takes it.
            }
        }
    }
}

/// <summary>Opens pages and posts forms as a browser without script does.</summary>
public sealed class PageClient(HttpClient client)
{
    public HttpClient Http => client;

    /// <summary>The page, whatever its status.</summary>
    public async Task<Page> OpenAsync(string url)
    {
        using var response = await client.GetAsync(new Uri(url, UriKind.Relative));
        return await ReadAsync(response);
    }

    /// <summary>Opens the page, then posts the fields to its own address with its antiforgery token.</summary>
    public Task<Page> SubmitAsync(string url, params (string Name, string Value)[] fields) => SubmitAsync(url, url, fields);

    /// <summary>Opens <paramref name="formUrl"/> for the token and posts to <paramref name="action"/>.</summary>
    public async Task<Page> SubmitAsync(string formUrl, string action, params (string Name, string Value)[] fields)
    {
        var form = await OpenAsync(formUrl);
        var token = form.Document.QuerySelector<IHtmlInputElement>("[name=__RequestVerificationToken]")?.Value
            ?? throw new InvalidOperationException($"{formUrl} has no form: {form.StatusCode} {form.Document.Body?.TextContent.Trim()}");
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var response = await client.PostAsync(new Uri(action, UriKind.Relative), content);
        return await ReadAsync(response);
    }

    private static async Task<Page> ReadAsync(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        var document = await BrowsingContext.New(Configuration.Default).OpenAsync(r => r.Content(html));
        return new(response.StatusCode, response.Headers.Location?.OriginalString, document, html);
    }
}

/// <summary>An answer to a browser.</summary>
public sealed record Page(System.Net.HttpStatusCode StatusCode, string? RedirectedTo, IDocument Document, string Html);

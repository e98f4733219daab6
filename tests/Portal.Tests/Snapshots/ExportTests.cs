using System.Diagnostics;
using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Snapshots;
using Portal.Testing;

namespace Portal.WebTests.Snapshots;

/// <summary>The file for the hour when nothing else answers.</summary>
public sealed class ExportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_holds_owners_on_call_runbooks_topology_and_loads_nothing()
    {
        await using var host = await HostAsync();
        var ada = await host.SignInAsync("ada");
        using var answer = await ada.Http.GetAsync(new Uri("/export/portal-snapshot.html", UriKind.Relative), Ct);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);

        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Ct), Ct);
        var orders = page.GetElementById("component:default/orders")!;
        Assert.Contains("Alpha", orders.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(orders.QuerySelectorAll("a"), a => a.GetAttribute("href") == "https://runbooks.example.test/orders");
        Assert.Contains(orders.QuerySelectorAll("a"), a => a.GetAttribute("href") == "#component:default/alpha-api"); // what it depends on
        Assert.Contains("Is needed by", page.GetElementById("component:default/alpha-api")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ada of Alpha", page.QuerySelector("#teams + details")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("the next 72 hours", page.QuerySelector("#teams + details")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[src], link, iframe, img"));
    }

    [Fact]
    public async Task What_descriptors_say_stays_text()
    {
        await using var host = await HostAsync();
        var path = host.Services.GetRequiredService<ISnapshotFiles>().PathOf(SnapshotFile.Html)!;
        var page = await new HtmlParser().ParseDocumentAsync(await File.ReadAllTextAsync(path, Ct), Ct);

        Assert.Single(page.QuerySelectorAll("script"));
        Assert.Contains("<script>alert(1)</script>", page.GetElementById("component:default/orders")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.QuerySelectorAll("a"), a => a.GetAttribute("href")!.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
    }

    // Not our own code checks the signature, but openssl, as docs/operator/export.md tells people to.
    [Fact]
    public async Task The_signature_is_checked_by_openssl_and_fails_for_a_changed_file()
    {
        await using var host = await HostAsync();
        var files = host.Services.GetRequiredService<ISnapshotFiles>();
        var (html, signature, key) = (files.PathOf(SnapshotFile.Html)!, files.PathOf(SnapshotFile.Signature)!, files.PathOf(SnapshotFile.PublicKey)!);
        Assert.Equal(0, await VerifyAsync(key, signature, html));

        var forged = Path.Combine(host.Folder, "forged.html");
        await File.WriteAllTextAsync(forged, (await File.ReadAllTextAsync(html, Ct)).Replace("Ada of Alpha", "Eve of Alpha", StringComparison.Ordinal), Ct);
        Assert.NotEqual(0, await VerifyAsync(key, signature, forged));

        // The next one is signed with the same key: its fingerprint was compared once.
        var print = files.Status.Fingerprint;
        await files.WriteAsync(Ct);
        Assert.Equal(print, files.Status.Fingerprint);
        Assert.Equal(0, await VerifyAsync(key, signature, html));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_on_the_page_and_the_old_file_stays()
    {
        await using var host = await HostAsync();
        var files = host.Services.GetRequiredService<ISnapshotFiles>();
        var html = files.PathOf(SnapshotFile.Html)!;
        Directory.CreateDirectory(html + ".new"); // stands in the way
        var pat = await host.SignInAsync("pat");

        var refused = await pat.SubmitAsync("/export", "/export");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("could not be written", (await pat.OpenAsync("/export")).Document.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.True(File.Exists(html));
        Directory.Delete(html + ".new");
        Assert.Equal(HttpStatusCode.Found, (await pat.SubmitAsync("/export", "/export")).StatusCode);
        Assert.Null((await pat.OpenAsync("/export")).Document.QuerySelector("[role=alert]"));
    }

    [Fact]
    public async Task It_is_written_without_the_database_too()
    {
        DatabaseSwitch database = new();
        await using var host = await HostAsync(database);
        database.Stop();
        var files = host.Services.GetRequiredService<ISnapshotFiles>();

        await files.WriteAsync(Ct);

        Assert.Null(files.Status.Failure);
        Assert.Contains("component:default/orders", await File.ReadAllTextAsync(files.PathOf(SnapshotFile.Html)!, Ct), StringComparison.Ordinal);
    }

    private static async Task<PortalHost> HostAsync(DatabaseSwitch? database = null)
    {
        var host = new PortalHost { ConfigureServices = database is null ? null : database.AddTo }.Without("SnapshotWorker");
        await File.WriteAllTextAsync(Path.Combine(host.CatalogFolder, "orders.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: orders
              description: Takes orders <script>alert(1)</script>
              annotations: {portal.dev/runbook: 'https://runbooks.example.test/orders', portal.dev/chat: 'javascript:alert(2)'}
            spec: {type: service, lifecycle: production, owner: alpha, dependsOn: ['component:default/alpha-api']}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: aces}
            spec:
              type: team
              profile: {displayName: Aces}
              children: []
              onCall:
                name: aces
                timeZone: Europe/Prague
                layers: [{people: ['user:default/ada'], turn: weekly, handoverAt: '09:00', handoverOn: monday, start: '2026-01-05'}]
            """, Ct);
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Any(e => e.Ref.Name == "orders") && g.Entities.Any(e => e.Ref.Name == "ada"));
        var files = host.Services.GetRequiredService<ISnapshotFiles>();
        await files.WriteAsync(Ct);
        Assert.Null(files.Status.Failure);
        return host;
    }

    private static async Task<int> VerifyAsync(string key, string signature, string html)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", key, "-signature", signature, html]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await openssl.WaitForExitAsync(Ct);
        return openssl.ExitCode;
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

public sealed class VersionTests
{
    private static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_annotation_wins_over_the_release_and_the_release_over_the_tag()
    {
        await using var host = await GitHubHost.StartAsync(fake =>
        {
            var a = fake.Add("a").Push(Before, ("catalog-info.yaml", GitHubHost.Component("a", ", annotations: {portal.dev/version: 9.0.0}")), ("b/catalog-info.yaml", GitHubHost.Component("b")));
            a.Releases.Add(("v1.4.0", false, false, Before));
            a.Releases.Add(("v2.0.0-rc.1", false, true, Before.AddDays(2)));
            a.Releases.Add(("v3.0.0", true, false, Before.AddDays(3)));
            a.Tags.Add("v1.5.0");
            var t = fake.Add("t").Push(Before, ("catalog-info.yaml", GitHubHost.Component("t")));
            t.Tags.Add("v0.9.0");
            t.Tags.Add("v0.10.0");
            t.Tags.Add("latest");
        });
        using var api = host.ApiClient();

        var b = await UntilAsync(host, api, "b", v => v["declared"] is not null);
        var t = await UntilAsync(host, api, "t", v => v["declared"] is not null);
        var a = await VersionsAsync(api, "a");

        Assert.Equal(("9.0.0", "annotation"), (a["declared"]!["version"]!.ToString(), a["declared"]!["source"]!.ToString()));
        Assert.Equal(("1.4.0", "release"), (b["declared"]!["version"]!.ToString(), b["declared"]!["source"]!.ToString()));
        Assert.EndsWith("/acme/a/releases/tag/v1.4.0", b["declared"]!["url"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(Before, (DateTimeOffset)b["declared"]!["at"]!);
        Assert.Equal(("0.10.0", "tag"), (t["declared"]!["version"]!.ToString(), t["declared"]!["source"]!.ToString()));
        Assert.Empty(t["live"]!.AsArray());

        using var browser = (await host.SignInAsync("vic")).Http;
        var page = await new PageClient(browser).OpenAsync("/catalog/component/default/t");
        Assert.Contains("0.10.0", page.Document.QuerySelector("section.versions")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("newest tag", page.Document.QuerySelector("section.versions")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_webhook_shows_the_new_version()
    {
        await using var host = await GitHubHost.StartAsync(fake => fake.Add("a").Push(Before, ("catalog-info.yaml", GitHubHost.Component("a"))).Releases.Add(("v1.0.0", false, false, Before)));
        using var api = host.ApiClient();
        await UntilAsync(host, api, "a", v => v["declared"]?["version"]?.ToString() == "1.0.0");
        host.Fake.Change("a", r => r.Releases.Add(("v1.1.0", false, false, Before.AddDays(1))));

        var body = GitHubHost.Push(host.Front.Address.ToString(), "a");
        body["action"] = "published";
        using var answer = await host.DeliverAsync(api, "release", body.ToJsonString());

        await UntilAsync(host, api, "a", v => v["declared"]!["version"]!.ToString() == "1.1.0");
    }

    private static async Task<JsonObject> VersionsAsync(HttpClient api, string name)
        => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/entities/component/default/{name}", Ct))!["versions"]!.AsObject();

    private static async Task<JsonObject> UntilAsync(GitHubHost host, HttpClient api, string name, Func<JsonObject, bool> ready)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        await using var changes = host.Services.GetRequiredService<ILiveFeed>().SubscribeAsync(new HashSet<string> { Topics.Catalog }, limit.Token).GetAsyncEnumerator(limit.Token);
        var next = changes.MoveNextAsync().AsTask(); // subscribed before the look: a change in between is not missed
        while (true)
        {
            if (host.Services.GetRequiredService<ICatalog>().Current.Find(EntityRef.Parse($"component:default/{name}")) is not null && await VersionsAsync(api, name) is { } versions && ready(versions))
            {
                await limit.CancelAsync();
                await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return versions;
            }

            await next;
            next = changes.MoveNextAsync().AsTask();
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

public sealed class GitHubWebhookTests
{
    private static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_push_refreshes_just_that_repository()
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient(new() { AllowAutoRedirect = false });
        await host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse("component:default/b")) is not null);
        await host.Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(Ct);
        host.Front.Clear();
        host.Fake.Change("a", r => r.Push(Before.AddDays(1), ("catalog-info.yaml", GitHubHost.Component("a", ", description: New words"))));
        host.Fake.Change("b", r => r.Push(Before.AddDays(1), ("catalog-info.yaml", GitHubHost.Component("b", ", description: Not told"))));

        using var answer = await host.DeliverAsync(stranger, "push", GitHubHost.Push(host.Front.Address.ToString(), "a").ToJsonString());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse("component:default/a"))?.Description == "New words");
        Assert.Null(host.Services.GetRequiredService<ICatalog>().Current.Find(EntityRef.Parse("component:default/b"))!.Description);
        Assert.DoesNotContain(host.Front.Requests, r => r.Path.StartsWith("/orgs/", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Front.Requests, r => r.Path.StartsWith("/repos/acme/b/", StringComparison.Ordinal) && !r.Path.Contains("/releases", StringComparison.Ordinal) && !r.Path.Contains("/tags", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_repository_is_found_because_of_the_webhook()
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient();
        await host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse("component:default/b")) is not null);
        await host.Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(Ct);
        host.Fake.Add("c").Push(Before, ("catalog-info.yaml", GitHubHost.Component("c")));

        var body = GitHubHost.Push(host.Front.Address.ToString(), "c");
        body["action"] = "created";
        using var answer = await host.DeliverAsync(stranger, "repository", body.ToJsonString());

        await host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse("component:default/c")) is not null);
    }

    [Theory]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sha256=zz")]
    [InlineData("sha1=abc")]
    [InlineData("")]
    [InlineData("other secret")]
    public async Task A_wrong_signature_is_refused_in_words_and_leaves_a_row(string signature)
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient(new() { AllowAutoRedirect = false });
        var body = GitHubHost.Push(host.Front.Address.ToString(), "a").ToJsonString();

        using var answer = await host.DeliverAsync(stranger, "push", body, signature: signature == "other secret" ? GitHubHost.Sign(body, "guessed") : signature);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("GitHub:WebhookSecret", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var api = host.ApiClient();
        var rows = (await api.GetFromJsonAsync<JsonObject>("/api/v1/audit?outcome=refused", Ct))!["items"]!.AsArray();
        Assert.Contains(rows, r => r!["subject"]!.ToString() == "/webhooks/github" && r["actor"]!.ToString() == "anonymous");
    }

    [Fact]
    public async Task GitHubs_own_example_of_a_signature_is_taken_as_genuine() // from "Validating webhook deliveries"
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient();

        using var answer = await host.DeliverAsync(stranger, "push", "Hello, World!", signature: "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode); // genuine, and no JSON
    }

    [Fact]
    public async Task A_body_changed_on_the_way_is_refused()
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient();
        var body = GitHubHost.Push(host.Front.Address.ToString(), "a").ToJsonString();

        using var answer = await host.DeliverAsync(stranger, "push", body + " ", signature: GitHubHost.Sign(body));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_delivery_that_comes_twice_counts_once()
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient();
        var body = GitHubHost.Push(host.Front.Address.ToString(), "a").ToJsonString();

        using var first = await host.DeliverAsync(stranger, "push", body, "d-1");
        using var second = await host.DeliverAsync(stranger, "push", body, "d-1");

        Assert.Equal("accepted", (await first.Content.ReadFromJsonAsync<JsonObject>(Ct))!["outcome"]!.ToString());
        Assert.Equal("ignored", (await second.Content.ReadFromJsonAsync<JsonObject>(Ct))!["outcome"]!.ToString());
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
    }

    [Theory]
    [InlineData("ping", "{\"zen\":\"Keep it logically awesome.\"}", 202, "accepted")]
    [InlineData("push", "{\"ref\":\"refs/heads/feature\",\"repository\":{\"html_url\":\"https://github.com/acme/a\",\"default_branch\":\"main\"}}", 202, "ignored")]
    [InlineData("star", "{\"repository\":{\"html_url\":\"https://github.com/acme/a\"}}", 202, "ignored")]
    [InlineData("push", "{\"repository\":[1,2]}", 202, "ignored")]
    [InlineData("push", "not json", 400, null)]
    [InlineData("push", "[]", 400, null)]
    public async Task What_is_signed_and_says_nothing_is_answered_in_words(string kind, string body, int status, string? outcome)
    {
        await using var host = await WithTwoAsync();
        using var stranger = host.CreateClient();

        using var answer = await host.DeliverAsync(stranger, kind, body);

        Assert.Equal(status, (int)answer.StatusCode);
        var json = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.Equal(outcome, json["outcome"]?.ToString());
        Assert.NotEmpty((json["message"] ?? json["detail"])!.ToString());
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_accepted()
    {
        await using var host = await GitHubHost.StartAsync(secret: false);
        using var stranger = host.CreateClient();

        using var answer = await host.DeliverAsync(stranger, "ping", "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("GitHub:WebhookSecret", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static Task<GitHubHost> WithTwoAsync() => GitHubHost.StartAsync(fake =>
    {
        fake.Add("a").Push(Before, ("catalog-info.yaml", GitHubHost.Component("a")));
        fake.Add("b").Push(Before, ("catalog-info.yaml", GitHubHost.Component("b")));
    });
}

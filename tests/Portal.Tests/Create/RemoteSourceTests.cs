using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Scaffolding;
using Portal.Testing;
using Portal.WebTests.Lifecycle;

namespace Portal.WebTests.Create;

/// <summary>A template that reads another repository: what the preview has shown is what the run makes, and what a retry makes.</summary>
public sealed class RemoteSourceTests
{
    private const string Spec = """
          parameters: {properties: {name: {type: string}, owner: {type: string, ui:field: OwnerPicker, default: alpha}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: 'https://local/demo/shared/tree/main/skeleton', values: {name: '${{ parameters.name }}'}}}
            - {id: stumble, action: 'test:stumble'}
            - {id: again, action: 'fetch:plain:file', input: {url: 'https://local/demo/shared/blob/main/version.txt', targetPath: version.txt}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_shows_the_commit_and_a_start_is_refused_where_the_repository_has_moved_on()
    {
        await using var host = Host(new StumbleAction(runs: 1));
        var first = await PushAsync(host, "1");
        var ada = await host.SignInAsync("ada");

        var preview = await ada.OpenAsync("/create/default/remote/preview?name=svc&owner=group:default/alpha");
        Assert.True(preview.StatusCode == HttpStatusCode.OK, preview.Html);
        var source = preview.Document.QuerySelector("[data-testid=source]")!.TextContent;
        Assert.Contains("local/demo/shared", source, StringComparison.Ordinal);
        Assert.Contains(first[..8], source, StringComparison.Ordinal);
        var seen = preview.Document.QuerySelector("[name=_source]")!.GetAttribute("value")!;
        Assert.Equal($"local/demo/shared@main={first}", seen);

        var second = await PushAsync(host, "2");
        var refused = await ada.SubmitAsync("/create/default/remote", "/create/default/remote", ("name", "svc"), ("owner", "group:default/alpha"), ("_source", seen));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains($"moved from {first[..8]} to {second[..8]} since the preview", refused.Html, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(host.GitServer, "demo", "svc.git")));

        var started = await ada.SubmitAsync("/create/default/remote", "/create/default/remote", ("name", "svc"), ("owner", "group:default/alpha"), ("_source", $"local/demo/shared@main={second}"));
        using var api = host.ApiClient();
        var run = await CreationHost.UntilAsync(api, started.RedirectedTo!.Split('/')[^1], "succeeded", "failed");
        Assert.Equal(second, run["sources"]!["local/demo/shared@main"]!.ToString());
        Assert.Contains(second[..8], (await ada.OpenAsync(started.RedirectedTo)).Document.QuerySelector("[data-testid=source]")!.TextContent, StringComparison.Ordinal);
        var made = Path.Combine(host.GitServer, "demo", "svc.git");
        Assert.Equal("svc 2", await FleetHost.GitAsync(made, "show", "main:README.md"));
        Assert.Contains($"sources:\n  \"local/demo/shared@main\": \"{second}\"\n", await FleetHost.GitAsync(made, "show", "main:portal-template.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_reads_the_commit_that_the_run_has_begun_with()
    {
        await using var host = Host(new StumbleAction());
        var first = await PushAsync(host, "1");
        using var api = host.ApiClient();
        var run = await CreationHost.StartAsync(api, "remote", new() { ["name"] = "svc", ["owner"] = "group:default/alpha" });
        await CreationHost.UntilAsync(api, run["id"]!.ToString(), "failed");
        await PushAsync(host, "2");
        using var retried = await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{run["id"]}/retry", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        var ended = await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded", "failed");

        Assert.Equal(first, ended["sources"]!["local/demo/shared@main"]!.ToString());
        Assert.Equal("1", await FleetHost.GitAsync(Path.Combine(host.GitServer, "demo", "svc.git"), "show", "main:version.txt"));
    }

    private static CreationHost Host(StumbleAction stumble)
        => new(("remote", Spec)) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(stumble) };

    private static async Task<string> PushAsync(CreationHost host, string version)
    {
        var bare = Path.Combine(host.GitServer, "demo", "shared.git");
        if (!Directory.Exists(bare))
        {
            Directory.CreateDirectory(bare);
            await FleetHost.GitAsync(bare, "init", "--bare", "--quiet", "--initial-branch=main", ".");
        }

        var clone = Path.Combine(host.Folder, $"shared-{Guid.NewGuid():N}");
        await FleetHost.GitAsync(host.Folder, "clone", "--quiet", bare, clone);
        Directory.CreateDirectory(Path.Combine(clone, "skeleton"));
        await File.WriteAllTextAsync(Path.Combine(clone, "skeleton", "README.md"), "${{ values.name }} " + version, Ct);
        await File.WriteAllTextAsync(Path.Combine(clone, "version.txt"), version, Ct);
        await FleetHost.GitAsync(clone, "add", "-A");
        await FleetHost.GitAsync(clone, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "commit", "--quiet", "-m", version);
        await FleetHost.GitAsync(clone, "push", "--quiet", "origin", "HEAD:main");
        return (await FleetHost.GitAsync(bare, "rev-parse", "main")).Trim();
    }
}

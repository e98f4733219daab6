using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>Clusters come and go while the portal runs: over the page, the API and the settings.</summary>
public sealed class ClusterRosterTests : IAsyncLifetime
{
    private readonly PortalHost _host = new();
    private TinyCluster _tiny = null!;

    private IDeploymentPictures Pictures => _host.Services.GetRequiredService<IDeploymentPictures>();

    public async ValueTask InitializeAsync() => _tiny = await TinyCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _tiny.DisposeAsync();
    }

    [Fact]
    public async Task A_cluster_added_on_the_page_is_followed_and_a_removed_one_is_forgotten()
    {
        var kubeconfig = await File.ReadAllTextAsync(_tiny.Options.Kubeconfig!, TestContext.Current.CancellationToken);
        var pat = await _host.SignInAsync("pat");

        var added = await pat.SubmitAsync("/clusters", ("Name", "tiny"), ("Environment", "production"), ("Region", "here"), ("Context", "tiny"), ("Kubeconfig", kubeconfig));

        Assert.Equal((HttpStatusCode.Found, "/clusters?added=tiny"), (added.StatusCode, added.RedirectedTo));
        await _host.UntilAsync(() => Pictures.Clusters is [{ State: ClusterState.Live, Workloads: 4 }]);
        var page = await pat.OpenAsync("/clusters?added=tiny");
        Assert.Contains("is followed from now on", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("server:", page.Html, StringComparison.Ordinal);

        var removed = await pat.SubmitAsync("/clusters", "/clusters/tiny/remove");

        Assert.Equal(HttpStatusCode.Found, removed.StatusCode);
        Assert.Empty(Pictures.Clusters);
        Assert.Empty(Pictures.Deployments);
        Assert.Equal(HttpStatusCode.NotFound, (await pat.OpenAsync("/clusters/tiny")).StatusCode);
    }

    [Fact]
    public async Task Credentials_stand_nowhere_in_clear_and_are_kept_over_a_restart()
    {
        const string Secret = "very-secret-token";
        using var api = _host.ApiClient();

        using var added = await AddAsync(api, "prod", $"{{token: {Secret}}}");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        await using var scope = _host.Services.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<IPortalDb>().Set<RegisteredCluster>().SingleAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Secret, stored.Kubeconfig, StringComparison.Ordinal);
        foreach (var address in new[] { "/api/v1/clusters", "/api/v1/clusters/prod", "/api/v1/audit", "/clusters", "/clusters/prod" })
        {
            Assert.DoesNotContain(Secret, await api.GetStringAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        var again = _host.WithWebHostBuilder(_ => { });
        await using (again.ConfigureAwait(false))
        {
            var roster = again.Services.GetRequiredService<IClusterRoster>();
            await roster.ApplyAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["prod"], roster.Registered);
        }
    }

    [Theory]
    [InlineData("prod", "{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: /bin/sh}}", "", HttpStatusCode.BadRequest, "starts a program")]
    [InlineData("prod", "{tokenFile: /etc/shadow}", "", HttpStatusCode.BadRequest, "tokenFile names a file of the portal's machine")]
    [InlineData("prod", "{client-key: /somewhere/key.pem}", "", HttpStatusCode.BadRequest, "client-key-data")]
    [InlineData("prod", "{token: x}", ", certificate-authority: /etc/ca.pem", HttpStatusCode.BadRequest, "certificate-authority-data")]
    [InlineData("prod", "{token: x", "", HttpStatusCode.BadRequest, "is not closed")]
    [InlineData("prod", "{token: \"a b\"}", "", HttpStatusCode.BadRequest, "in one line")]
    [InlineData("prod", "{token: x}", ", certificate-authority-data: aGVsbG8=", HttpStatusCode.BadRequest, "holds no certificate")]
    [InlineData("prod", "{token: x}", ", proxy-url: nonsense", HttpStatusCode.BadRequest, "no address of a proxy")]
    [InlineData("findings", "{token: x}", "", HttpStatusCode.BadRequest, "an address of the API")]
    [InlineData("Prod EU", "{token: x}", "", HttpStatusCode.BadRequest, "small letters, digits and hyphens")]
    public async Task What_cannot_or_may_not_be_used_is_refused_with_the_reason(string name, string user, string inCluster, HttpStatusCode status, string words)
    {
        using var api = _host.ApiClient();

        using var refused = await AddAsync(api, name, user, inCluster);

        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(words, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Pictures.Clusters);
    }

    [Theory]
    [InlineData("hello", "no kubeconfig")]
    [InlineData("[]", "no kubeconfig")]
    [InlineData("clusters: [null]", "clusters must be a list of entries with a name")]
    [InlineData("users: x", "users must be a list of entries with a name")]
    [InlineData("a: &a [x, x]\nb: [*a, *a]", "At line 2 it repeats *a")]
    [InlineData("clusters: [{name: c, cluster: {server: 'file:///etc/passwd'}}]", "no address of an API server")]
    [InlineData("clusters: [{name: c, cluster: null}]\nusers: [{name: u, user: null}]\ncontexts: [{name: x, context: null}]\ncurrent-context: x", "not set for context")]
    public async Task What_is_no_kubeconfig_is_refused_in_words(string text, string words) => await RefusedAsync(text, words);

    [Fact]
    public async Task A_kubeconfig_nested_without_end_is_refused_before_a_reader_follows_it()
        => await RefusedAsync($"clusters: {new string('[', 60_000)}", "nested more than 32 deep");

    [Fact]
    public async Task One_name_is_one_cluster_and_one_of_the_settings_is_removed_there()
    {
        _host.Follow(_tiny);
        using var api = _host.ApiClient();
        await _host.UntilAsync(() => Pictures.Clusters is [{ State: ClusterState.Live }]);

        using var twice = await AddAsync(api, "tiny", "{token: x}");
        using var removed = await api.DeleteAsync(new Uri("/api/v1/clusters/tiny", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (twice.StatusCode, removed.StatusCode));
        Assert.Contains("settings", await removed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("vic")]
    public async Task Only_platform_engineers_add_and_remove(string user)
    {
        var page = await _host.SignInAsync(user);
        Assert.Null((await page.OpenAsync("/clusters")).Document.QuerySelector("#Kubeconfig"));

        var posted = await page.SubmitAsync("/admin/tokens", "/clusters", ("Name", "x"), ("Environment", "y"), ("Kubeconfig", "apiVersion: v1"));

        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
    }

    [Fact]
    public async Task Changed_settings_are_followed_without_a_restart()
    {
        using var api = _host.ApiClient();
        Assert.Empty(Pictures.Clusters);
        var settings = (IConfigurationRoot)_host.Services.GetRequiredService<IConfiguration>();

        settings["Clusters:0:Name"] = "later";
        settings["Clusters:0:Kubeconfig"] = _tiny.Options.Kubeconfig;
        settings["Clusters:0:Context"] = "tiny";
        await _host.Services.GetRequiredService<IClusterRoster>().ApplyAsync(TestContext.Current.CancellationToken);
        await _host.UntilAsync(() => Pictures.Clusters is [{ Name: "later", State: ClusterState.Live }]);
        settings["Clusters:0:Environment"] = "staging";
        await _host.Services.GetRequiredService<IClusterRoster>().ApplyAsync(TestContext.Current.CancellationToken);

        await _host.UntilAsync(() => Pictures.Clusters is [{ Environment: "staging", State: ClusterState.Live }]);
        Assert.All(Pictures.Deployments, d => Assert.Equal("staging", d.Environment));
    }

    private async Task RefusedAsync(string kubeconfig, string words)
    {
        using var api = _host.ApiClient();

        using var refused = await api.PostAsJsonAsync(new Uri("/api/v1/clusters", UriKind.Relative), new { name = "prod", environment = "production", kubeconfig }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(words, (await refused.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Pictures.Clusters);
    }

    private static Task<HttpResponseMessage> AddAsync(HttpClient api, string name, string user, string inCluster = "")
        => api.PostAsJsonAsync(new Uri("/api/v1/clusters", UriKind.Relative), new
        {
            name,
            environment = "production",
            kubeconfig = $$$"""
                apiVersion: v1
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"{{{inCluster}}} } }]
                users: [{name: u, user: {{{user}}}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """,
        }, TestContext.Current.CancellationToken);
}

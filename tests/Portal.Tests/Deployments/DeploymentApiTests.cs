using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

public sealed class DeploymentApiTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    [Fact]
    public async Task Clusters_and_deployments_have_the_documented_shape()
    {
        using var api = live.Host.ApiClient();

        var cluster = (await GetAsync(api, "/api/v1/clusters")).GetProperty("items")[0];
        Assert.Equal(("tiny", "production", "here", "live"), (Text(cluster, "name"), Text(cluster, "environment"), Text(cluster, "region"), Text(cluster, "state")));
        Assert.Equal(JsonValueKind.String, cluster.GetProperty("asOf").ValueKind);
        Assert.Equal(JsonValueKind.Null, cluster.GetProperty("lastError").ValueKind);

        var row = (await GetAsync(api, "/api/v1/deployments?service=orders")).GetProperty("items")[0];
        Assert.Equal(("component:default/orders", "tiny", "shop", "Deployment", "1.0.0", "complete"), (Text(row, "service"), Text(row, "cluster"), Text(row, "namespace"), Text(row, "kind"), Text(row, "version"), Text(row, "rollout")));
        Assert.Equal((3, 3, 3), (row.GetProperty("desired").GetInt32(), row.GetProperty("ready").GetInt32(), row.GetProperty("updated").GetInt32()));
        Assert.StartsWith("sha256:", Text(row, "digest"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, row.GetProperty("problems").ValueKind);
        foreach (var field in new[] { "environment", "region", "name", "image", "asOf" })
        {
            Assert.Equal(JsonValueKind.String, row.GetProperty(field).ValueKind);
        }
    }

    [Fact]
    public async Task A_service_has_its_deployments_and_pods()
    {
        using var api = live.Host.ApiClient();

        var service = await GetAsync(api, "/api/v1/services/default/orders/deployments");
        Assert.Equal((1, 3, "healthy"), (service.GetProperty("items").GetArrayLength(), service.GetProperty("pods").GetArrayLength(), Text(service, "health")));
    }

    [Theory]
    [InlineData("/api/v1/services/default/nobody/deployments")]
    [InlineData("/deployments/default/nobody")]
    [InlineData("/deployments/default/orders?kind=system")]
    public async Task A_service_that_neither_the_catalog_nor_a_cluster_knows_is_not_found_in_words(string path)
    {
        using var api = live.Host.ApiClient();

        using var response = await api.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("The catalog has no ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unmatched_workloads_are_listed()
        => Assert.Equal(["agent", "ledger"], (await GetAsync(live.Host.ApiClient(), "/api/v1/workloads?matched=false")).GetProperty("items").EnumerateArray().Select(w => Text(w, "name")));

    [Theory]
    [InlineData("""{"cluster":"tiny","namespace":"shop","kind":"StatefulSet","name":"ledger","service":"no such thing"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"cluster":"tiny","namespace":"shop","kind":"Pod","name":"ledger","service":"orders"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"cluster":"tiny","namespace":"shop","kind":"StatefulSet","name":"nobody","service":"orders"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"cluster":"tiny","namespace":"shop","kind":"Deployment","name":"cart","service":"orders"}""", HttpStatusCode.Conflict)]
    [InlineData("""{"cluster":7}""", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    public async Task A_claim_that_cannot_be_is_refused_with_problem_details(string body, HttpStatusCode status)
    {
        using var api = live.Host.ApiClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await api.PostAsync(new Uri("/api/v1/workloads/claim", UriKind.Relative), content);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/api/v1/clusters")]
    [InlineData("/api/v1/deployments")]
    [InlineData("/api/v1/workloads")]
    [InlineData("/api/v1/services/default/orders/deployments")]
    public async Task Nobody_reads_live_state_without_signing_in(string url)
    {
        using var api = live.Host.ApiClient(token: null);

        using var response = await api.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_change_in_the_cluster_reaches_the_stream_of_its_service()
    {
        using var api = live.Host.ApiClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var stream = await api.GetAsync(new Uri("/api/v1/events?topic=service:default/cart", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("event: hello", await reader.ReadLineAsync(limit.Token));

        live.Tiny.Cluster.Scale("shop", "cart", 3);

        string? line;
        while ((line = await reader.ReadLineAsync(limit.Token)) is not null && line != "data: service:default/cart")
        {
        }

        Assert.NotNull(line);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static Task<JsonElement> GetAsync(HttpClient api, string url) => api.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative));
}

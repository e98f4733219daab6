using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>The simulated server takes the requests that kubectl makes, word by word, and refuses plainly what it cannot do.</summary>
public sealed class SimulatedWritesTests : IAsyncLifetime
{
    private const string Orders = "/apis/apps/v1/namespaces/shop/deployments/orders";
    private const string Strategic = "application/strategic-merge-patch+json";

    private readonly HttpClient _http = new();
    private TinyCluster _tiny = null!;

    public async ValueTask InitializeAsync() => _tiny = await TinyCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _tiny.DisposeAsync();
    }

    [Theory]
    [InlineData("kubectl set image", Strategic, """{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"orders"}],"containers":[{"image":"registry.test/orders:2.0.0","name":"orders"}]}}}}""", "\"registry.test/orders:2.0.0\"")]
    [InlineData("kubectl rollout restart", Strategic, """{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-26T20:00:00+01:00"}}}}}""", "\"2026-11-26T19:00:00Z\"")]
    [InlineData("kubectl rollout pause", Strategic, """{"spec":{"paused":true}}""", "\"paused\":true")]
    public async Task What_kubectl_sends_is_done(string command, string type, string body, string shows)
    {
        using var answer = await PatchAsync(Orders, type, body);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, command);
        Assert.Contains(shows, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_brings_the_old_template_back_although_kubectl_writes_empty_fields_into_it()
    {
        var before = JsonDocument.Parse(await _http.GetStringAsync(_tiny.Server.Url + Orders)).RootElement.GetProperty("spec").GetProperty("template").GetRawText();
        _tiny.Cluster.SetVersion("shop", "orders", "2.0.0");
        var template = before.Replace("\"metadata\":{", "\"metadata\":{\"creationTimestamp\":null,", StringComparison.Ordinal).Replace("\"spec\":{", "\"spec\":{\"affinity\":{},", StringComparison.Ordinal);

        using var answer = await PatchAsync(Orders, "application/json-patch+json", """[{"op":"replace","path":"/spec/template","value":@},{"op":"replace","path":"/metadata/annotations","value":{}}]""".Replace("@", template, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("registry.test/orders:1.0.0", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Strategic, """{"spec":{"template":{"spec":{"containers":[{"name":"orders","command":["sh"]}]}}}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(Strategic, """{"spec":{"replicas":-1}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(Strategic, """{"metadata":{"resourceVersion":"1"},"spec":{"replicas":2}}""", HttpStatusCode.Conflict)]
    [InlineData("application/json-patch+json", """[{"op":"test","path":"/metadata/resourceVersion","value":"1"}]""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/apply-patch+yaml", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(Strategic, "nonsense", HttpStatusCode.BadRequest)]
    public async Task What_it_cannot_do_it_says_and_changes_nothing(string type, string body, HttpStatusCode status)
    {
        var before = await _http.GetStringAsync(_tiny.Server.Url + Orders);

        using var answer = await PatchAsync(Orders, type, body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("Failure", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString());
        Assert.Equal(before, await _http.GetStringAsync(_tiny.Server.Url + Orders));
    }

    private Task<HttpResponseMessage> PatchAsync(string path, string type, string body)
        => _http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, _tiny.Server.Url + path) { Content = new StringContent(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) });
}

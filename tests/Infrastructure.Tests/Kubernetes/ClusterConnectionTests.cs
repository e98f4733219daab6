using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>Every way of a kubeconfig to say who is calling, against a server that repeats what it was told.</summary>
public sealed class ClusterConnectionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
    private WebApplication _server = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(http => http.Response.WriteAsync($"{http.Request.Headers.Authorization}|{http.Request.Host}|{http.Request.Headers.UserAgent}|{http.Request.Path}"));
        await _server.StartAsync();
        _url = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("token: abc", "Bearer abc")]
    [InlineData("username: ada, password: secret", "Basic YWRhOnNlY3JldA==")]
    [InlineData("tokenFile: the-token", "Bearer from-a-file")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [./plugin.sh, northwind], env: [{name: SUFFIX, value: end}]}", "Bearer northwind-end")]
    public async Task Credentials_of_a_user_are_sent(string user, string authorization)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "the-token"), "from-a-file\n");
        var plugin = Path.Combine(_folder, "plugin.sh");
        await File.WriteAllTextAsync(plugin, """
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$1-$SUFFIX\"}}"
            """);
        using var connection = ClusterConnection.Open(Write(user.Replace("./plugin.sh", plugin, StringComparison.Ordinal)));

        using var response = await connection.GetAsync("version", CancellationToken.None);

        Assert.Equal($"{authorization}|{new Uri(_url).Authority}|portal|/version", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_base_path_and_a_tls_server_name_are_kept()
    {
        using var connection = ClusterConnection.Open(Write("token: abc", path: "/k8s/clusters/c-1", cluster: ", tls-server-name: kube.example"));

        using var response = await connection.GetAsync("api/v1/pods?limit=1", CancellationToken.None);

        Assert.Equal("Bearer abc|kube.example|portal|/k8s/clusters/c-1/api/v1/pods", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_proxy_of_the_kubeconfig_is_used()
    {
        using var connection = ClusterConnection.Open(Write("token: abc", server: "http://cluster.invalid", cluster: $", proxy-url: '{_url}'"));

        using var response = await connection.GetAsync("version", CancellationToken.None);

        Assert.Equal("Bearer abc|cluster.invalid|portal|/version", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "does not have appropriate auth credentials")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /nowhere/plugin}", "external exec failed")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: [nonsense]}", "external exec failed")]
    [InlineData("exec: {command: echo}", "missing ApiVersion")]
    [InlineData("client-certificate-data: '!!', client-key-data: '!!'", "cannot be read")]
    public void Credentials_that_cannot_be_used_are_named_with_the_file(string user, string words)
    {
        var options = Write(user);

        var failure = Assert.Throws<ClusterSetupException>(() => ClusterConnection.Open(options));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(options.Kubeconfig!, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_a_pod_in_cluster_says_what_to_do()
        => Assert.Contains("Run the portal in the cluster, or set Kubeconfig", Assert.Throws<ClusterSetupException>(() => ClusterConnection.Open(new() { Name = "x", InCluster = true })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_token_that_says_when_it_expires_is_read()
    {
        var payload = Convert.ToBase64String("""{"exp":1700000000}"""u8).TrimEnd('=');
        using var connection = ClusterConnection.Open(Write($"token: a.{payload}.c"));
        using var opaque = ClusterConnection.Open(Write("token: a.b!.c"));

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), connection.TokenExpiry());
        Assert.Null(opaque.TokenExpiry());
    }

    private ClusterOptions Write(string user, string path = "", string cluster = "", string? server = null)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllLines(file,
        [
            "apiVersion: v1",
            "kind: Config",
            "clusters: [{name: c, cluster: {server: '" + (server ?? _url) + path + "'" + cluster + "}}]",
            "users: [{name: u, user: {" + user + "}}]",
            "contexts: [{name: x, context: {cluster: c, user: u}}]",
            "current-context: x",
        ]);
        return new() { Name = "x", Kubeconfig = file };
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.OnCall;
using Portal.Testing;

namespace Portal.WebTests.Frame;

/// <summary>When a load balancer may send people here.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_is_not_ready_while_a_source_is_still_being_read()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        await using PortalHost host = new();
        Ask(host, silent);
        using var api = host.ApiClient();
        using var asked = await silent.AcceptTcpClientAsync(Ct);

        using var early = await api.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct); // the other source has been read: that is not all
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);

        asked.Close();
        silent.Stop();
        await host.Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        using var ready = await api.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task A_later_start_is_ready_with_what_is_stored()
    {
        await using PortalHost folders = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        await using (var first = Host(folders))
        {
            first.ApiClient().Dispose();
            await first.Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        }

        silent.Start();
        await using var second = Host(folders);
        Ask(second, silent);
        using var api = second.ApiClient();
        using var asked = await silent.AcceptTcpClientAsync(Ct);

        using var ready = await api.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.False(second.Services.GetRequiredService<ICatalogIngest>().FirstPass.IsCompleted);
    }

    [Fact]
    public async Task What_is_stored_is_known_to_the_first_request_after_a_start()
    {
        await using PortalHost folders = new();
        string token;
        await using (var first = Host(folders))
        {
            using var admin = first.ApiClient();
            using var made = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "ci", days = 30, serviceRole = "Viewer" }, Ct);
            token = (await made.Content.ReadFromJsonAsync<JsonObject>(Ct))!["token"]!.ToString();
        }

        await using var second = Host(folders);
        using var api = second.ApiClient(token);
        using var answer = await api.GetAsync(new Uri("/api/v1/oncall", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotNull(second.Services.GetRequiredService<OnCallStore>().ReadAt);
    }

    /// <summary>An organisation on a GitHub that takes the question and does not answer.</summary>
    private static void Ask(PortalHost host, TcpListener github)
    {
        host.Set("GitHub:BaseUrl", $"http://127.0.0.1:{((IPEndPoint)github.LocalEndpoint).Port}/");
        host.Set("GitHub:Organization", "acme");
        host.Set("GitHub:Token", "test-token");
        host.Set("Catalog:Locations:1:Type", "github-org");
        host.Set("Catalog:Locations:1:Target", "acme");
    }

    private static PortalHost Host(PortalHost folders)
    {
        PortalHost host = new();
        host.Set("ConnectionStrings:Portal", $"Data Source={Path.Combine(folders.Folder, "portal.db")};Pooling=False");
        host.Set("Catalog:Locations:0:Target", folders.CatalogFolder);
        return host;
    }
}

using System.Net;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class RemoteFilesTests
{
    [Theory]
    [InlineData("https://specs.example.test/a.yaml", true)]
    [InlineData("https://deep.corp.example/a.yaml", true)]
    [InlineData("https://corp.example/a.yaml", false)]
    [InlineData("https://evilcorp.example/a.yaml", false)]
    [InlineData("http://box.example.test:8080/a.yaml", true)]
    [InlineData("http://box.example.test/a.yaml", false)]
    [InlineData("https://specs.example.test.evil.test/a.yaml", false)]
    [InlineData("https://user@specs.example.test/a.yaml", false)]
    [InlineData("ftp://specs.example.test/a.yaml", false)]
    public void Only_listed_hosts_are_asked(string url, bool allowed)
    {
        using var remote = new RemoteFiles(new CatalogOptions { AllowedHosts = { "specs.example.test", "*.corp.example", "box.example.test:8080" } }, DescriptorLimits.Default);

        Assert.Equal(allowed, remote.Allows(new Uri(url)));
    }

    [Theory]
    [InlineData("https://127.0.0.1/org/repo/blob/main/a.yaml", true)]
    [InlineData("https://10.0.0.9/org/repo/blob/main/a.yaml", false)]
    public async Task Only_a_listed_host_may_be_reached_by_git(string url, bool may)
    {
        using var remote = new RemoteFiles(new CatalogOptions { AllowedHosts = { "127.0.0.1" } }, DescriptorLimits.Default);

        Assert.Equal(may, await remote.MayReachAsync(new Uri(url), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2606:4700::1", false)]
    public void Private_addresses_are_known(string address, bool isPrivate)
        => Assert.Equal(isPrivate, RemoteFiles.IsPrivate(IPAddress.Parse(address)));

    [Fact]
    public async Task A_listed_server_is_read_a_redirect_is_not_followed_and_a_large_answer_is_cut_off()
    {
        using var server = new HttpListener();
        var port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        _ = AnswerAsync(server);
        using var remote = new RemoteFiles(new CatalogOptions { AllowedHosts = { $"127.0.0.1:{port}" } }, DescriptorLimits.Default with { MaxFileBytes = 1000 });

        var good = await remote.ReadAsync(new Uri($"http://127.0.0.1:{port}/good"), TestContext.Current.CancellationToken);
        var moved = await remote.ReadAsync(new Uri($"http://127.0.0.1:{port}/moved"), TestContext.Current.CancellationToken);
        var large = await remote.ReadAsync(new Uri($"http://127.0.0.1:{port}/large"), TestContext.Current.CancellationToken);

        Assert.Equal("good", System.Text.Encoding.UTF8.GetString(good.Content!));
        Assert.Contains("302", moved.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("is not read", large.Error!.Message, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task AnswerAsync(HttpListener server)
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception ex) when (ex is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            context.Response.SendChunked = true;
            if (context.Request.Url!.AbsolutePath == "/moved")
            {
                context.Response.Redirect("http://127.0.0.1/elsewhere");
            }

            var body = context.Request.Url.AbsolutePath == "/large" ? new byte[5000] : System.Text.Encoding.UTF8.GetBytes("good");
            try
            {
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                context.Response.Abort(); // the client hung up on the large answer, as it should
            }
        }
    }
}

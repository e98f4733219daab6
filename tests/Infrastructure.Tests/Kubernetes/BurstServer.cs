using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>An API server with nothing but pods, which change as often as the test says in one go. The last change of each is what a list answers from then on.</summary>
internal sealed class BurstServer : IAsyncDisposable
{
    private const int Pods = 1000;

    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _changes;
    private WebApplication? _app;
    private string _kubeconfig = "";
    private bool _told;

    private BurstServer(int changes) => _changes = changes;

    public ClusterOptions Options => new() { Name = "burst", Environment = "test", Kubeconfig = _kubeconfig };

    public static async Task<BurstServer> StartAsync(int changes)
    {
        var server = new BurstServer(changes);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server._kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(server._kubeconfig, $"{{apiVersion: v1, clusters: [{{name: c, cluster: {{server: '{address}'}}}}], contexts: [{{name: c, context: {{cluster: c}}}}], current-context: c}}");
        return server;
    }

    /// <summary>Lets the changes go.</summary>
    public void Burst() => _go.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        _go.TrySetCanceled();
        await _app!.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path == "/version")
        {
            await http.Response.WriteAsync("""{"gitVersion":"v1.30.0"}""");
        }
        else if (http.Request.Query.ContainsKey("watch"))
        {
            await http.Response.Body.FlushAsync();
            if (path.EndsWith("/pods", StringComparison.Ordinal) && !_told)
            {
                await _go.Task.WaitAsync(http.RequestAborted);
                await TellAsync(http);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            var items = path.EndsWith("/pods", StringComparison.Ordinal) ? string.Join(',', Enumerable.Range(0, Pods).Select(pod => Pod(pod, _told ? LastOf(pod) : 0))) : "";
            await http.Response.WriteAsync($$"""{"metadata":{"resourceVersion":"{{(_told ? _changes + 1 : 1)}}"},"items":[{{items}}]}""");
        }
    }

    private async Task TellAsync(HttpContext http)
    {
        // Rendered once a pod with marks where the numbers go: the test measures the reader, not this writer.
        const string Mark = "@@";
        var parts = Enumerable.Range(0, Pods).Select(pod => Pod(pod, Mark, Mark, Mark).Split(Mark).Select(Encoding.UTF8.GetBytes).ToArray()).ToArray();
        var writer = http.Response.BodyWriter;
        for (var change = 1; change <= _changes; change++)
        {
            var part = parts[change % Pods];
            writer.Write("{\"type\":\"MODIFIED\",\"object\":"u8);
            writer.Write(part[0]);
            Number(change + 1);
            writer.Write(part[1]);
            Number(change);
            writer.Write(part[2]);
            writer.Write(change % 2 == 0 ? "true"u8 : "false"u8);
            writer.Write(part[3]);
            Number(change);
            writer.Write(part[4]);
            writer.Write("}\n"u8);
            if (change % 200 == 0 || change == _changes)
            {
                await writer.FlushAsync();
            }
        }

        _told = true;

        void Number(int number)
        {
            var room = writer.GetSpan(11);
            Utf8Formatter.TryFormat(number, room, out var length);
            writer.Advance(length);
        }
    }

    private int LastOf(int pod) => _changes - ((_changes - pod) % Pods);

    private static string Pod(int pod, int change) => Pod(pod, Text(change + 1), Text(change), change % 2 == 0 ? "true" : "false");

    private static string Pod(int pod, string version, string change, string ready)
        => $$$"""{"metadata":{"name":"p-{{{pod}}}","namespace":"shop","uid":"u-{{{pod}}}","resourceVersion":"{{{version}}}","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":[{"name":"main","image":"registry.test/p:{{{change}}}"}]},"status":{"phase":"Running","podIP":"10.0.0.1","containerStatuses":[{"name":"main","ready":{{{ready}}},"restartCount":{{{change}}},"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"} } }]} }""";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

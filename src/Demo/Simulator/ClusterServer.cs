using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Demo.Simulator;

/// <summary>The listener of one simulated cluster, on loopback. It can be stopped and started again on the same port, as an API server is.</summary>
public sealed class ClusterServer(SimulatedCluster cluster, TimeProvider clock) : IAsyncDisposable
{
    private WebApplication? _app;
    private CancellationTokenSource? _stopping;
    private ClusterApi? _api;
    private readonly ConcurrentDictionary<string, int> _counted = new(StringComparer.Ordinal);

    public SimulatedCluster Cluster => cluster;

    public ApiFaults Faults { get; } = new();

    /// <summary>0 until it listens for the first time; the same from then on.</summary>
    public int Port { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Requests since the listener was last started.</summary>
    public int Requests => _api?.Requests ?? 0;

    /// <summary>Requests by verb and path since this was made: LIST and WATCH of a resource, GET of anything else.</summary>
    public IReadOnlyDictionary<string, int> Counted => _counted;

    public async Task StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Port);
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        _stopping = new CancellationTokenSource();
        _api = new ClusterApi(cluster, Faults, clock, _stopping.Token);
        _app.Run(http =>
        {
            var path = http.Request.Path.Value ?? "/";
            var verb = http.Request.Query.ContainsKey("watch") ? "WATCH" : http.Request.Method == "GET" && http.Request.Query.ContainsKey("limit") ? "LIST" : http.Request.Method;
            _counted.AddOrUpdate($"{verb} {path[(path.LastIndexOf('/') + 1)..]}", 1, (_, count) => count + 1);
            return _api.HandleAsync(http);
        });
        await _app.StartAsync(ct);
        Port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_app is null)
        {
            return;
        }

        await _stopping!.CancelAsync();
        await _app.StopAsync(ct);
        await _app.DisposeAsync();
        _stopping.Dispose();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}

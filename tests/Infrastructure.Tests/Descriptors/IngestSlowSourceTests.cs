using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>Sources that never answer hold up nobody but themselves.</summary>
public sealed class IngestSlowSourceTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IngestFixture _catalog = new();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    private string SilentRepository => $"http://{_silent.LocalEndpoint}/x.git";

    public async ValueTask DisposeAsync()
    {
        _silent.Dispose();
        await _catalog.DisposeAsync();
    }

    [Fact]
    public async Task A_named_pipe_is_refused_without_being_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes of Linux");
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", Component("one"));
        using (var mkfifo = Process.Start("mkfifo", [_catalog.Path("c/pipe.yaml")]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c")).WaitAsync(Limit, TestContext.Current.CancellationToken);

        var error = Assert.Single(location.Errors);
        Assert.EndsWith("/c/pipe.yaml", error.Location, StringComparison.Ordinal);
        Assert.Contains("a named pipe", error.Message, StringComparison.Ordinal);
        Assert.NotNull(_catalog.Find("component:default/one"));
    }

    [Fact]
    public async Task Registering_a_source_that_never_answers_is_answered_and_it_can_be_removed()
    {
        _silent.Start();
        await _catalog.StartAsync();

        var registering = _catalog.RegisterAsync("git", SilentRepository);
        using (await _silent.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken))
        {
            _catalog.Clock.Advance(TimeSpan.FromSeconds(21));
            var location = await registering.WaitAsync(Limit, TestContext.Current.CancellationToken);

            Assert.Contains("still being read", Assert.Single(location.Errors).Message, StringComparison.Ordinal);
            var removing = _catalog.Ingest.RemoveAsync(location.Id, "user:default/pat", TestContext.Current.CancellationToken);
            _catalog.Clock.Advance(TimeSpan.FromSeconds(21));
            Assert.True((await removing.WaitAsync(Limit, TestContext.Current.CancellationToken)).IsSuccess);
            Assert.Empty(_catalog.Ingest.Locations);
        }
    }

    [Fact]
    public async Task A_source_that_never_answers_holds_up_neither_the_others_nor_shutdown()
    {
        _silent.Start();
        _catalog.Write("c/one.yaml", Component("one"));
        await _catalog.StartAsync(new()
        {
            Locations = { new() { Type = "git", Target = SilentRepository }, new() { Type = "directory", Target = _catalog.Path("c") } },
        });
        using var service = new CatalogIngestService(_catalog.Ingest, _catalog.Clock, NullLogger<CatalogIngestService>.Instance);

        await service.StartAsync(TestContext.Current.CancellationToken);
        using var held = await _silent.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
        await UntilAsync(() => _catalog.Find("component:default/one") is not null);

        _catalog.Write("c/two.yaml", Component("two"));
        _catalog.Clock.Advance(TimeSpan.FromSeconds(31));
        await UntilAsync(() => _catalog.Find("component:default/two") is not null);
        await _catalog.Ingest.FirstPass.WaitAsync(Limit, TestContext.Current.CancellationToken);

        await service.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    // Reading runs on threads of its own; each turn lets the clock's waiters see that time has passed.
    private async Task UntilAsync(Func<bool> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < Limit, "it did not happen in time");
            _catalog.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }
}

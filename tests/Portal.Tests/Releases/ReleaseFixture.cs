using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Releases;
using Portal.Demo.Simulator;
using Portal.Testing;
using Portal.WebTests.Deployments;

namespace Portal.WebTests.Releases;

/// <summary>A portal that has watched a rollout that failed, the way back, and a pod that is killed again and again; no waiting but for what it publishes.</summary>
public sealed class ReleaseFixture : IAsyncLifetime
{
    private readonly LiveFixture _live = new();

    public PortalHost Host => _live.Host;

    public async ValueTask InitializeAsync()
    {
        Host.ConfigureServices = services => services.AddSingleton<IPodLogs>(new Logs());
        await _live.InitializeAsync();
        var orders = () => _live.Pictures.OfService("component:default/orders")[0];
        _live.Tiny.Cluster.SetVersion("shop", "orders", "1.1.0", PodFault.NotReady);
        await StepAsync(() => orders().Rollout == RolloutState.Stuck, seconds: 90);
        await WrittenAsync(r => r is { Version: "1.1.0", Outcome: ReleaseOutcome.Failed });
        _live.Tiny.Cluster.SetVersion("shop", "orders", "1.0.0");
        await StepAsync(() => orders() is { Version: "1.0.0", Rollout: RolloutState.Complete, Ready: 3 }, seconds: 90);
        await WrittenAsync(r => r is { Trigger: ReleaseTrigger.Rollback, Outcome: ReleaseOutcome.Succeeded });
        _live.Tiny.Cluster.SetFault("shop", "orders", PodFault.OutOfMemory);
        await UntilAsync(db => db.Set<ContainerEnd>().Any(e => e.LogState == CrashLogState.Kept));
    }

    public async ValueTask DisposeAsync() => await _live.DisposeAsync();

    public Task WrittenAsync(Func<Release, bool> is_) => UntilAsync(db => db.Set<Release>().AsEnumerable().Any(is_));

    private async Task StepAsync(Func<bool> holds, int seconds)
    {
        _live.Tiny.Live(seconds);
        await Host.UntilAsync(holds);
    }

    private Task UntilAsync(Func<IPortalDb, bool> holds) => Host.UntilAsync(() =>
    {
        using var db = Host.Services.GetRequiredService<IPortalDbFactory>().Create();
        return holds(db);
    });

    private sealed class Logs : IPodLogs
    {
        public Task<Result<IReadOnlyList<string>>> TailAsync(ContainerAddress container, bool previous, int lines, CancellationToken ct)
            => Task.FromResult(Result<IReadOnlyList<string>>.Of([$"<b>{container.Pod}</b> allocates", "token=abc123"]));

        public Task<Result<IAsyncEnumerable<string>>> FollowAsync(ContainerAddress container, int lines, CancellationToken ct) => throw new NotSupportedException();
    }
}

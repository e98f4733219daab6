using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Application.BackgroundServices;

namespace Portal.Infrastructure.BackgroundServices;

/// <param name="Purpose">What stands still without it, in words for whoever runs the portal.</param>
/// <param name="MayEnd">Whether it has an end; otherwise an end is a failure.</param>
internal sealed record Supervision<T>(string Purpose, bool MayEnd)
    where T : BackgroundService;

/// <summary>
/// Keeps a background service running: one that ends though it should not is begun again after a pause, which doubles from a second to a
/// minute and is short again once it has run for ten minutes. Without that, what nobody expected would leave a part of the portal still until the next start.
/// </summary>
internal sealed partial class Supervisor<T>(T service, Supervision<T> supervision, SupervisedServices services, TimeProvider clock, ILogger<Supervisor<T>> logger) : IHostedService, IDisposable
    where T : BackgroundService
{
    private const int ErrorLength = 300;

    // A database that is slow at the start must not keep the portal from people for longer.
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop = new();
    private BackgroundServiceStatus _status = new(typeof(T).Name, supervision.Purpose, BackgroundServiceState.Running, clock.GetUtcNow());
    private Task _following = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await service.StartAsync(cancellationToken);
        Say(_status with { Since = clock.GetUtcNow() });
        _following = FollowAsync(_stop.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _following;
        await service.StopAsync(cancellationToken);
    }

    /// <summary>Cancels and no more, as <see cref="BackgroundService"/> does: a host that is disposed of while it stops asks once again.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task LoadAsync(CancellationToken ct)
    {
        if (service is not ILoadsFirst memory)
        {
            return;
        }

        using CancellationTokenSource patience = new(LoadPatience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await memory.LoadAsync(limit.Token);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.NotLoaded(logger, ex, typeof(T).Name);
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var (failure, ended) = await EndAsync(ct);
            if (!ended || ct.IsCancellationRequested)
            {
                return;
            }

            var now = clock.GetUtcNow();
            if (failure is null && supervision.MayEnd)
            {
                Say(_status with { State = BackgroundServiceState.Done, Since = now });
                return;
            }

            pause = now - _status.Since >= Steady ? FirstPause : pause;
            Log.Ended(logger, failure, typeof(T).Name, pause);
            Say(_status with { State = BackgroundServiceState.Failing, Since = now, Failures = _status.Failures + 1, Error = ErrorOf(failure), FailedAt = now, RetryAt = now + pause });
            await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
            {
                return;
            }

            await BeginAsync();
        }
    }

    /// <returns>Ended is false when the portal stops first.</returns>
    private async Task<(Exception? Failure, bool Ended)> EndAsync(CancellationToken ct)
    {
        try
        {
            await service.ExecuteTask!.WaitAsync(ct);
            return (null, true);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (null, false);
        }
        catch (Exception ex)
        {
            return (ex, true);
        }
    }

    private async Task BeginAsync()
    {
        try
        {
            await service.StartAsync(CancellationToken.None);
            Say(_status with { State = BackgroundServiceState.Running, Since = clock.GetUtcNow(), RetryAt = null });
        }
        catch (Exception ex)
        {
            Log.NotBegun(logger, ex, typeof(T).Name); // its last task is still the one that ended: it is tried again
        }
    }

    private static string ErrorOf(Exception? failure)
    {
        var text = failure is null ? "It ended without an error." : $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}";
        return text.Length <= ErrorLength ? text : text[..ErrorLength];
    }

    private void Say(BackgroundServiceStatus status)
    {
        _status = status;
        services.Say(status);
    }

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Error, "{Service} has ended though it should not, and begins again in {Pause}")]
        public static partial void Ended(ILogger logger, Exception? exception, string service, TimeSpan pause);

        [LoggerMessage(2021, LogLevel.Error, "{Service} could not begin again; it is tried again")]
        public static partial void NotBegun(ILogger logger, Exception exception, string service);

        [LoggerMessage(2022, LogLevel.Warning, "{Service} could not read what is stored before the first request; it is tried again")]
        public static partial void NotLoaded(ILogger logger, Exception exception, string service);
    }
}

public static class SupervisorServices
{
    /// <summary>A background service that is begun again when it ends though it should not, and that /admin/background shows.</summary>
    /// <param name="purpose">What stands still without it.</param>
    /// <param name="mayEnd">Whether it has an end; otherwise an end is a failure.</param>
    public static IServiceCollection AddSupervised<T>(this IServiceCollection services, string purpose, bool mayEnd = false)
        where T : BackgroundService
    {
        services.TryAddSingleton<SupervisedServices>();
        services.TryAddSingleton<IBackgroundServices>(sp => sp.GetRequiredService<SupervisedServices>());
        services.TryAddSingleton<T>();
        services.AddSingleton(new Supervision<T>(purpose, mayEnd));
        return services.AddHostedService<Supervisor<T>>();
    }
}

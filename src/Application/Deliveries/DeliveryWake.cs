namespace Portal.Application.Deliveries;

/// <summary>Tells the worker that something new is due.</summary>
public sealed class DeliveryWake(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    public void Now()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is told already.
        }
    }

    /// <summary>Ends when something is due, after the pause, or when cancelled; never throws.</summary>
    public async Task WaitAsync(TimeSpan pause, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task first = await Task.WhenAny(Task.Delay(pause, clock, ended.Token), _woken.WaitAsync(ended.Token));
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync();
    }

    public void Dispose() => _woken.Dispose();
}

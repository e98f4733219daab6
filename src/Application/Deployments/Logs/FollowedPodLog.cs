using System.Runtime.CompilerServices;

namespace Portal.Application.Deployments.Logs;

/// <summary>A log that is being followed; read it once and dispose of it.</summary>
public sealed class FollowedPodLog(string container, IAsyncEnumerable<string> lines, IDisposable place) : IDisposable
{
    /// <summary>Most that waits for a slow reader.</summary>
    public const int MostWaiting = 256 * 1024;

    public string Container => container;

    /// <summary>Lines as they come, several at a time, cleaned and masked for showing; ends with the container.</summary>
    public async IAsyncEnumerable<LogPart> PartsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using LogWindow window = new(MostWaiting);
        var pump = PumpAsync(window, stop.Token);
        try
        {
            while (await window.TakeAsync(ct) is { } part)
            {
                yield return part;
            }

            await pump;
        }
        finally
        {
            await stop.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => place.Dispose();

    private async Task PumpAsync(LogWindow window, CancellationToken ct)
    {
        MaskedLines masked = new();
        try
        {
            await foreach (var line in lines.WithCancellation(ct))
            {
                window.Add(masked.Next(LogText.Clean(line)));
            }
        }
        finally
        {
            window.End();
        }
    }
}

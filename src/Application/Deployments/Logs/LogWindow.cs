namespace Portal.Application.Deployments.Logs;

/// <summary>
/// Lines between a fast container and a slow reader. When they grow beyond the bound, the oldest go, and the reader is told how many. One writer, one reader.
/// </summary>
/// <param name="bytes">Most that may wait, counted as UTF-16.</param>
internal sealed class LogWindow(int bytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly SemaphoreSlim _news = new(0);
    private long _held;
    private int _dropped;
    private bool _ended;

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            _held += Size(line);
            while (_held > bytes && _lines.Count > 1)
            {
                _held -= Size(_lines.Dequeue());
                _dropped++;
            }
        }

        _news.Release();
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
        }

        _news.Release();
    }

    /// <summary>Waits for what there is to tell.</summary>
    /// <returns>Null at the end.</returns>
    public async Task<LogPart?> TakeAsync(CancellationToken ct)
    {
        while (true)
        {
            await _news.WaitAsync(ct);
            lock (_gate)
            {
                if (_lines.Count > 0)
                {
                    LogPart part = new(_dropped, [.. _lines]);
                    _lines.Clear();
                    (_held, _dropped) = (0, 0);
                    return part;
                }

                if (_ended)
                {
                    _news.Release();
                    return null;
                }
            }
        }
    }

    public void Dispose() => _news.Dispose();

    private static long Size(string line) => 2L * line.Length + 2;
}

/// <param name="Dropped">Lines before these that the reader was too slow for.</param>
public sealed record LogPart(int Dropped, IReadOnlyList<string> Lines);

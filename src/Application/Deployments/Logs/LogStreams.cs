using Portal.Application.Common;

namespace Portal.Application.Deployments.Logs;

/// <summary>Counts the open log streams: each holds a connection to an API server. Thread-safe.</summary>
public sealed class LogStreams
{
    public const int MostPerActor = 5;
    public const int MostAltogether = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Values.Sum();
            }
        }
    }

    /// <returns>A place to be disposed of at the end, or why there is none.</returns>
    public Result<IDisposable> Open(string actor)
    {
        lock (_gate)
        {
            var own = _open.GetValueOrDefault(actor);
            if (own >= MostPerActor)
            {
                return new TooMany("deployments.log_streams", $"{own} logs are being followed by you already, and {MostPerActor} is the most. Close one of them; reading without follow always works.");
            }

            if (_open.Values.Sum() >= MostAltogether)
            {
                return new TooMany("deployments.log_streams", $"{MostAltogether} logs are being followed altogether, which is the most. Try again later; reading without follow always works.");
            }

            _open[actor] = own + 1;
            return Result<IDisposable>.Of(new Place(this, actor));
        }
    }

    private void Close(string actor)
    {
        lock (_gate)
        {
            if (--_open[actor] == 0)
            {
                _open.Remove(actor);
            }
        }
    }

    private sealed class Place(LogStreams streams, string actor) : IDisposable
    {
        private int _closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
            {
                streams.Close(actor);
            }
        }
    }
}

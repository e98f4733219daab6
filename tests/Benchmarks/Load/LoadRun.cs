using System.Diagnostics;

namespace Portal.Benchmarks.Load;

/// <summary>What a run of some seconds over all connections gave.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="BodyBytes">Mean size of a body.</param>
/// <param name="PerSecond">Requests answered per second.</param>
internal sealed record LoadRun(int Requests, double BodyBytes, double PerSecond, double P50Milliseconds, double P99Milliseconds)
{
    private const int Connections = 16;

    /// <summary>Sends the requests round and round, each connection from another start, without a pause between answer and next request.</summary>
    public static LoadRun Drive(int port, IReadOnlyList<byte[]> requests, TimeSpan length)
    {
        var samples = new List<long>[Connections];
        var bytes = new long[Connections];
        Exception? failed = null;
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var began = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Connections).Select(c => new Thread(() =>
        {
            try
            {
                using var connection = new RawConnection(port);
                var own = samples[c] = new(1 << 18);
                var next = requests.Count * c / Connections;
                for (var now = Stopwatch.GetTimestamp(); now < end;)
                {
                    bytes[c] += connection.Send(requests[next]);
                    next = next + 1 == requests.Count ? 0 : next + 1;
                    var after = Stopwatch.GetTimestamp();
                    own.Add(after - now);
                    now = after;
                }
            }
            catch (Exception ex) when (ex is InvalidOperationException or System.Net.Sockets.SocketException)
            {
                failed = ex;
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        if (failed is not null)
        {
            throw failed;
        }

        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var all = samples.SelectMany(s => s).ToArray();
        Array.Sort(all);
        return new(all.Length, bytes.Sum() / (double)all.Length, all.Length / elapsed, Milliseconds(all, 0.5), Milliseconds(all, 0.99));
    }

    private static double Milliseconds(long[] sorted, double share) => sorted[(int)(sorted.Length * share)] * 1000.0 / Stopwatch.Frequency;
}

namespace Portal.Application.Deployments.Logs;

/// <summary>Who has been written down for reading which log lately: opening, refreshing and following one pod is one view. Thread-safe.</summary>
public sealed class LogViews(TimeProvider clock)
{
    private const int Most = 10_000;
    private static readonly TimeSpan OneView = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Actor, string Pod), DateTimeOffset> _seen = [];

    /// <returns>True when this begins a view that must be written down.</returns>
    public bool Begins(string actor, string podUid)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_seen.TryGetValue((actor, podUid), out var last) && now - last < OneView)
            {
                return false;
            }

            if (_seen.Count >= Most)
            {
                foreach (var old in _seen.Where(s => now - s.Value >= OneView).Select(s => s.Key).ToList())
                {
                    _seen.Remove(old);
                }

                // Writing a view down twice is better than forgetting one.
                if (_seen.Count >= Most)
                {
                    _seen.Clear();
                }
            }

            _seen[(actor, podUid)] = now;
            return true;
        }
    }
}

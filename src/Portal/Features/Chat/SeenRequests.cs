namespace Portal.Web.Features.Chat;

/// <summary>Signatures of requests that were taken, for as long as they could be played again.</summary>
public sealed class SeenRequests(TimeProvider clock)
{
    private const int CleanEvery = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private int _asked;

    /// <summary>Whether it was not seen before.</summary>
    public bool IsFirst(string signature, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (++_asked % CleanEvery == 0)
            {
                var now = clock.GetUtcNow();
                foreach (var old in _until.Where(e => e.Value < now).Select(e => e.Key).ToArray())
                {
                    _until.Remove(old);
                }
            }

            return _until.TryAdd(signature, until);
        }
    }
}

using System.Collections.Concurrent;

namespace Portal.Web;

/// <summary>Answers over one state of the catalog, by the address as sent. When they take more than they may, all are dropped: the frequent ones are back at once.</summary>
/// <param name="view">The state they were read from.</param>
/// <param name="tag">Its entity tag.</param>
/// <param name="maxBytes">Most that bodies and addresses together take; 0 keeps nothing.</param>
internal sealed class KeptAnswers(DirectView view, string tag, long maxBytes)
{
    private const int LongestTarget = 1024;
    private const int Overhead = 100;

    private ConcurrentDictionary<string, KeptAnswer> _byTarget = new(StringComparer.Ordinal);
    private long _bytes;

    public DirectView View => view;

    public string Tag => tag;

    public KeptAnswer? Find(string target) => _byTarget.GetValueOrDefault(target);

    public void Keep(string target, IDirectRead read, ReadOnlySpan<byte> body)
    {
        var size = body.Length + (target.Length * sizeof(char)) + Overhead;
        if (target.Length is 0 or > LongestTarget || size > maxBytes / 4)
        {
            return;
        }

        if (Interlocked.Add(ref _bytes, size) > maxBytes)
        {
            _byTarget = new(StringComparer.Ordinal);
            Interlocked.Exchange(ref _bytes, size);
        }

        _byTarget[target] = new(read, body.ToArray());
    }
}

/// <summary>An answer, and the read that decides who may have it.</summary>
internal sealed record KeptAnswer(IDirectRead Read, byte[] Body);

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>
/// Fan-out by topic. Publishing touches only the subscribers of that topic. What a subscriber has not taken yet is a set: a topic that changes a thousand times before
/// it is looked at is one notice, and none is ever lost.
/// </summary>
public sealed class LiveFeed : ILiveFeed
{
    private readonly ConcurrentDictionary<string, ImmutableList<Reader>> _readers = new(StringComparer.Ordinal);

    public void Publish(string topic)
    {
        if (_readers.TryGetValue(topic, out var readers))
        {
            foreach (var reader in readers)
            {
                reader.Add(topic);
            }
        }
    }

    public async IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = new Reader();
        foreach (var topic in topics)
        {
            _readers.AddOrUpdate(topic, _ => [reader], (_, list) => list.Add(reader));
        }

        try
        {
            await foreach (var _ in reader.Woken.ReadAllAsync(ct))
            {
                foreach (var topic in reader.Take())
                {
                    yield return topic;
                }
            }
        }
        finally
        {
            foreach (var topic in topics)
            {
                _readers.AddOrUpdate(topic, _ => [], (_, list) => list.Remove(reader));
                _readers.TryRemove(new KeyValuePair<string, ImmutableList<Reader>>(topic, []));
            }
        }
    }

    private sealed class Reader
    {
        private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly Lock _gate = new();
        private HashSet<string> _pending = new(StringComparer.Ordinal);

        public ChannelReader<bool> Woken => _woken.Reader;

        public void Add(string topic)
        {
            lock (_gate)
            {
                if (!_pending.Add(topic))
                {
                    return;
                }
            }

            _woken.Writer.TryWrite(true);
        }

        public HashSet<string> Take()
        {
            lock (_gate)
            {
                var taken = _pending;
                _pending = new(StringComparer.Ordinal);
                return taken;
            }
        }
    }
}

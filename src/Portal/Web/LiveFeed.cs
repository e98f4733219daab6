using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>Fan-out by topic. Publishing touches only the subscribers of that topic.</summary>
public sealed class LiveFeed : ILiveFeed
{
    private const int NoticesKept = 64;
    private readonly ConcurrentDictionary<string, ImmutableList<Channel<string>>> _readers = new(StringComparer.Ordinal);

    public void Publish(string topic)
    {
        if (_readers.TryGetValue(topic, out var channels))
        {
            foreach (var channel in channels)
            {
                channel.Writer.TryWrite(topic);
            }
        }
    }

    public async IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, [EnumeratorCancellation] CancellationToken ct)
    {
        // A slow browser loses old notices, never new ones: it re-reads the page, not the notices.
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(NoticesKept) { FullMode = BoundedChannelFullMode.DropOldest });
        foreach (var topic in topics)
        {
            _readers.AddOrUpdate(topic, _ => [channel], (_, list) => list.Add(channel));
        }

        try
        {
            await foreach (var topic in channel.Reader.ReadAllAsync(ct))
            {
                yield return topic;
            }
        }
        finally
        {
            foreach (var topic in topics)
            {
                _readers.AddOrUpdate(topic, _ => [], (_, list) => list.Remove(channel));
                _readers.TryRemove(new KeyValuePair<string, ImmutableList<Channel<string>>>(topic, []));
            }
        }
    }
}

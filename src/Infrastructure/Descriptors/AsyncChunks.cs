using System.Runtime.CompilerServices;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Parts of a stream of rows.</summary>
internal static class AsyncChunks
{
    /// <summary>The items in lists of at most that size, in their order.</summary>
    public static async IAsyncEnumerable<List<T>> Chunked<T>(this IAsyncEnumerable<T> items, int size, [EnumeratorCancellation] CancellationToken ct)
    {
        List<T> chunk = new(size);
        await foreach (var item in items.WithCancellation(ct))
        {
            chunk.Add(item);
            if (chunk.Count == size)
            {
                yield return chunk;
                chunk = new(size);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}

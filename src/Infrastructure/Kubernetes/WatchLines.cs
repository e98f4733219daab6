using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>One line of a watch: its type and its object, still as bytes.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED, BOOKMARK, ERROR.</param>
internal readonly record struct WatchLine(string Type, ReadOnlyMemory<byte> Body);

/// <summary>Takes a watch apart: one JSON document a line.</summary>
internal static class WatchLines
{
    /// <summary>etcd refuses objects above 1.5 MiB; a longer line is no watch.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    private static readonly (byte[] Prefix, string Type)[] Prefixes =
        [.. new[] { "MODIFIED", "ADDED", "DELETED", "BOOKMARK" }.Select(type => (Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":"""), type))];

    /// <exception cref="JsonException">A line is no watch event, or the stream ended in the middle of one.</exception>
    public static async IAsyncEnumerable<WatchLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(ct);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    if (!line.IsEmpty)
                    {
                        yield return Parse(line.ToArray());
                    }
                }

                if (buffer.Length > LongestLine)
                {
                    throw new JsonException($"A line of the watch is longer than {LongestLine} bytes.");
                }

                if (read.IsCompleted)
                {
                    // A rest without a line end is an object that was cut: it must not be taken for whole.
                    if (buffer.Length > 0)
                    {
                        throw new JsonException("The watch ended in the middle of an object.");
                    }

                    yield break;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static WatchLine Parse(byte[] line)
    {
        // Servers write the type first and the object last; then the object ends one brace before the line does, and need not be walked over here: whoever reads it notices what is wrong in it.
        if (Prefix(line) is { } known)
        {
            return known;
        }

        var json = new Utf8JsonReader(line);
        string? type = null;
        Range? body = null;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A line of the watch is no object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            var start = (int)json.TokenStartIndex;
            if (name == "type" && json.TokenType == JsonTokenType.String)
            {
                type = json.GetString();
            }

            json.Skip();
            if (name == "object")
            {
                body = start..(int)json.BytesConsumed;
            }
        }

        return type is not null && body is { } range ? new(type, line.AsMemory()[range]) : throw new JsonException("A line of the watch lacks type or object.");
    }

    private static WatchLine? Prefix(byte[] line)
    {
        foreach (var (prefix, type) in Prefixes)
        {
            if (line.AsSpan().StartsWith(prefix) && line[^1] == (byte)'}' && line[prefix.Length] == (byte)'{')
            {
                return new(type, line.AsMemory(prefix.Length, line.Length - prefix.Length - 1));
            }
        }

        return null;
    }
}

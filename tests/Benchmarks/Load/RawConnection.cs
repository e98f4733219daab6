using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Benchmarks.Load;

/// <summary>One keep-alive HTTP/1.1 connection over a blocking socket: as little work per request as a client can do.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1024 * 1024];

    public RawConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>A request ready to be sent many times.</summary>
    /// <param name="header">A header line, or empty.</param>
    public static byte[] Request(string target, string header)
        => Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{(header.Length == 0 ? "" : header + "\r\n")}\r\n");

    /// <returns>Bytes of the body.</returns>
    /// <exception cref="InvalidOperationException">The answer is not 200, or the connection was closed.</exception>
    public int Send(byte[] request)
    {
        _socket.Send(request);
        var have = 0;
        int head;
        do
        {
            have += Receive(have);
            head = _buffer.AsSpan(0, have).IndexOf(HeadEnd);
        }
        while (head < 0);
        var headers = _buffer.AsSpan(0, head);
        if (!headers.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"{Encoding.ASCII.GetString(request).Split('\r')[0]} answered {Encoding.ASCII.GetString(_buffer, 0, Math.Min(have, 2000))}");
        }

        var start = head + HeadEnd.Length;
        if (LengthOf(headers) is { } length)
        {
            while (have < start + length)
            {
                have += Receive(have);
            }

            return length;
        }

        while (!_buffer.AsSpan(0, have).EndsWith(LastChunk))
        {
            have += Receive(have);
        }

        return have - start;
    }

    public void Dispose() => _socket.Dispose();

    private static int? LengthOf(ReadOnlySpan<byte> headers)
    {
        var at = headers.IndexOf("Content-Length: "u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(headers[(at + "Content-Length: ".Length)..], out int length, out _) ? length : null;
    }

    private int Receive(int offset)
    {
        if (offset == _buffer.Length)
        {
            throw new InvalidOperationException("The answer is larger than a mebibyte.");
        }

        return _socket.Receive(_buffer.AsSpan(offset)) is > 0 and var read ? read : throw new InvalidOperationException("The server closed the connection.");
    }
}

using System.Text;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Lines of a text whose writer is not trusted: what goes beyond the longest line is left out, so a line without an end costs no memory.</summary>
internal sealed class BoundedLines(Stream body) : IDisposable
{
    private const int Longest = 16 * 1024;

    private readonly StreamReader _reader = new(body, Encoding.UTF8);
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _read;

    /// <returns>Null at the end.</returns>
    public async ValueTask<string?> NextAsync(CancellationToken ct)
    {
        _line.Clear();
        var any = false;
        while (true)
        {
            if (_at == _read)
            {
                (_at, _read) = (0, await _reader.ReadAsync(_buffer, ct));
                if (_read == 0)
                {
                    return any ? _line.ToString() : null;
                }
            }

            any = true;
            var end = Array.IndexOf(_buffer, '\n', _at, _read - _at);
            Append(_at, end < 0 ? _read : end);
            _at = end < 0 ? _read : end + 1;
            if (end >= 0)
            {
                return _line.Length > 0 && _line[^1] == '\r' ? _line.ToString(0, _line.Length - 1) : _line.ToString();
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private void Append(int from, int to) => _line.Append(_buffer, from, Math.Min(to - from, Longest - _line.Length));
}

namespace Portal.Application.Catalog.Definitions;

/// <summary>Where the lines of a text begin.</summary>
internal sealed class LineIndex
{
    private readonly int[] _starts;
    private readonly string _text;

    public LineIndex(string text)
    {
        List<int> starts = [0];
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        (_text, _starts) = (text, [.. starts]);
    }

    public int Count => _starts.Length;

    /// <summary>Line and column of an offset, both from 1.</summary>
    public (int Line, int Column) Of(int offset)
    {
        var found = Array.BinarySearch(_starts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - _starts[line] + 1);
    }

    /// <summary>Offset of the first character and length without the line's end; lines from 1.</summary>
    public (int Start, int Length) Line(int number)
    {
        var start = _starts[number - 1];
        var end = number < _starts.Length ? _starts[number] - 1 : _text.Length - (_text.EndsWith('\n') ? 1 : 0);
        end = end > start && _text[end - 1] == '\r' ? end - 1 : end;
        return (start, Math.Max(0, end - start));
    }
}

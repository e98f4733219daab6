namespace Portal.Application.Catalog.Definitions;

/// <summary>Goes through lexemes one by one; comments and texts before a word are kept as its description.</summary>
internal sealed class CodeReader(string text, CodeLanguage language)
{
    private const int MaxProblems = 20;

    private readonly List<Lexeme> _lexemes = CodeLexer.Read(text, language);
    private readonly LineIndex _lines = new(text);
    private readonly List<EntityError> _problems = [];
    private int _at;

    public IReadOnlyList<EntityError> Problems => _problems;

    public bool AtEnd => Skip() >= _lexemes.Count;

    /// <summary>Line of what comes next, from 1.</summary>
    public int Line => AtEnd ? _lines.Count : _lines.Of(_lexemes[_at].Start).Line;

    /// <summary>Offset of what comes next.</summary>
    public int Offset => AtEnd ? text.Length : _lexemes[_at].Start;

    /// <summary>Offset behind what was taken last.</summary>
    public int End => _at == 0 ? 0 : _lexemes[_at - 1].Start + _lexemes[_at - 1].Length;

    public bool Is(string mark) => !AtEnd && _lexemes[_at].Kind is LexemeKind.Mark or LexemeKind.Word && text.AsSpan(_lexemes[_at].Start, _lexemes[_at].Length).SequenceEqual(mark);

    public bool IsText => !AtEnd && _lexemes[_at].Kind == LexemeKind.Text;

    public bool Take(string mark)
    {
        if (!Is(mark))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The next word, or null when something else comes.</summary>
    public string? Word()
    {
        if (AtEnd || _lexemes[_at].Kind != LexemeKind.Word)
        {
            return null;
        }

        var lexeme = _lexemes[_at++];
        return text.Substring(lexeme.Start, lexeme.Length);
    }

    /// <summary>Whatever comes next, as written.</summary>
    public string Next()
    {
        if (AtEnd)
        {
            return "";
        }

        var lexeme = _lexemes[_at++];
        return text.Substring(lexeme.Start, lexeme.Length);
    }

    /// <summary>The comments directly before what comes next, without their marks; null when there are none.</summary>
    public string? CommentBefore()
    {
        Skip();
        var first = _at;
        while (first > 0 && _lexemes[first - 1].Kind == LexemeKind.Comment)
        {
            first--;
        }

        // A comment at the end of the line before belongs to that line.
        if (first > 0 && first < _at && _lines.Of(_lexemes[first].Start).Line == _lines.Of(_lexemes[first - 1].Start).Line)
        {
            first++;
        }

        var words = Enumerable.Range(first, _at - first)
            .SelectMany(n => text.Substring(_lexemes[n].Start, _lexemes[n].Length).Split('\n'))
            .Select(l => l.Trim().TrimStart('/', '*', '#').TrimEnd('/', '*', '\r').Trim())
            .Where(l => l.Length > 0);
        return string.Join(' ', words) is { Length: > 0 } joined ? joined : null;
    }

    /// <summary>Moves behind the bracket that closes the one that comes next.</summary>
    public void SkipBalanced()
    {
        var depth = 0;
        do
        {
            var next = Next();
            depth += next is "{" or "(" or "[" or "<" ? 1 : next is "}" or ")" or "]" or ">" ? -1 : 0;
        }
        while (depth > 0 && !AtEnd);
    }

    /// <summary>Moves behind the next mark of this kind on this level.</summary>
    public void SkipBehind(string mark)
    {
        while (!AtEnd && !Take(mark))
        {
            if (Is("{") || Is("(") || Is("["))
            {
                SkipBalanced();
            }
            else if (Is("}"))
            {
                return; // not ours
            }
            else
            {
                Next();
            }
        }
    }

    /// <summary>Says so when the mark does not come next, and goes on.</summary>
    public bool Expect(string mark, string where)
    {
        if (Take(mark))
        {
            return true;
        }

        Problem($"'{mark}' was expected {where}; here stands {(AtEnd ? "the end of the text" : $"'{Peek()}'")}.", "Check the brackets before this place.");
        return false;
    }

    public void Problem(string message, string fix)
    {
        if (_problems.Count < MaxProblems)
        {
            var (line, column) = _lines.Of(Offset);
            _problems.Add(new("", line, column, message, fix));
        }
    }

    public string Peek()
    {
        if (AtEnd)
        {
            return "";
        }

        var lexeme = _lexemes[_at];
        return text.Substring(lexeme.Start, Math.Min(lexeme.Length, 40));
    }

    private int Skip()
    {
        while (_at < _lexemes.Count && _lexemes[_at].Kind == LexemeKind.Comment)
        {
            _at++;
        }

        return _at;
    }
}

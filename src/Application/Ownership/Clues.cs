using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Portal.Application.Ownership;

/// <summary>Cuts a pasted text into what may name something. However large or odd the text, the work is bounded and no part of it is run as a pattern.</summary>
internal sealed class Clues
{
    private const int MostClues = 400;
    private const int LongestClue = 512;
    private const int MostLines = 2_000;
    private const int ListedLines = 20;
    private const int DeepestJson = 64;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n\"'`<>()[]{},;|\\");
    private static readonly SearchValues<char> Ends = SearchValues.Create(".:!?");

    private readonly List<Clue> _clues = [];
    private readonly HashSet<(string, string?)> _seen = [];

    private Clues()
    {
    }

    private bool IsFull => _clues.Count >= MostClues;

    /// <summary>The whole text first, when it is short enough to be one name; then frames of stack traces, fields and words.</summary>
    public static IReadOnlyList<Clue> In(string text)
    {
        var clues = new Clues();
        clues.Read(text.Trim());
        return clues._clues;
    }

    private void Read(string text)
    {
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            ReadJson(text);
            if (_clues.Count > 0)
            {
                return;
            }
        }

        Add(text, ClueForm.Whole);
        ReadText(text, ClueForm.Word);
    }

    private void ReadText(string text, ClueForm form)
    {
        var lines = text.AsSpan().Count('\n') is var breaks && breaks > 0 ? text.Split('\n', MostLines + 1).Take(MostLines).ToArray() : [text];
        if (lines.Length > 1)
        {
            if (lines.Length <= ListedLines)
            {
                foreach (var line in lines.Where(l => l.AsSpan().Trim().IndexOfAny(" \t") < 0))
                {
                    Add(line.Trim().TrimEnd(','), ClueForm.Whole);
                }
            }

            foreach (var frame in StackFrames.In(lines))
            {
                Add(frame, ClueForm.Frame, "frame");
            }
        }
        else if (StackFrames.In(lines) is [var only, ..])
        {
            Add(only, ClueForm.Frame, "frame");
        }

        foreach (var line in lines)
        {
            Words(line, form);
        }
    }

    /// <summary>Reads fields as they come: of a text that is cut off, or is none from some place on, what stands before counts.</summary>
    private void ReadJson(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = DeepestJson, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var path = new Stack<string>();
        var name = "";
        List<string> prose = [];
        try
        {
            while (!IsFull && reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString()!;
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        path.Push(name);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        name = path.Pop();
                        break;
                    case JsonTokenType.String:
                        Field(name, path.TryPeek(out var parent) ? parent : "", reader.GetString()!, prose);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            prose.Add(text); // looks like JSON and is none from here on: its words are read like any other text's
        }
        catch (InvalidOperationException)
        {
            prose.Add(text); // a name or value that is no valid Unicode
        }

        foreach (var words in prose)
        {
            ReadText(words, ClueForm.Word);
        }
    }

    private void Field(string name, string parent, string value, List<string> prose)
    {
        if (parent.Equals("service", StringComparison.OrdinalIgnoreCase) && name is "id" || name is "integration_key" or "routing_key" or "service_key" or "serviceKey" or "routingKey" or "service_id")
        {
            Add(value, ClueForm.Field, "pager");
        }
        else if (parent.Equals("service", StringComparison.OrdinalIgnoreCase) && name is "summary" or "name")
        {
            Add(value, ClueForm.Field, parent.Equals("service", StringComparison.OrdinalIgnoreCase) ? "service" : name);
        }
        else if (Clue.SaysNothing(name) || value.Length == 0)
        {
            return;
        }
        else if (value.AsSpan().IndexOfAny(" \t\n") < 0)
        {
            Add(value, ClueForm.Field, name);
            Pairs(value);
        }
        else if (prose.Count < 40)
        {
            Add(value, ClueForm.Field, name); // a title has blanks
            prose.Add(value);
        }
    }

    private void Words(string line, ClueForm form)
    {
        var rest = line.AsSpan();
        while (!rest.IsEmpty && !IsFull)
        {
            var end = rest.IndexOfAny(Separators);
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (word.Length > 1)
            {
                // "pod": "x" and pod="x" fall apart at the quotes: the name before a value is kept with it.
                var isName = word.Length < 64 && (word[^1] == '=' || word[^1] == ':') && rest.Length > 0;
                var key = isName ? word[..^1].ToString() : null;
                if (key is not null && (word[^1] == '=' || Clue.Knows(key)))
                {
                    rest = rest.TrimStart(" \t\"'");
                    end = rest.IndexOfAny(Separators);
                    var value = end < 0 ? rest : rest[..end];
                    rest = end < 0 ? [] : rest[(end + 1)..];
                    Pair(key, value.ToString());
                    continue;
                }

                var text = word.ToString();
                Pairs(text);
                Add(text, form);
            }
        }
    }

    private void Pairs(string word)
    {
        if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && !word.AsSpan(0, at).ContainsAny("?&:") && at < word.Length - 1)
        {
            Pair(word[..at], word[(at + 1)..]);
        }
    }

    private void Pair(string key, string value)
    {
        if (value.Length > 0 && !Clue.SaysNothing(key))
        {
            Add($"{key}={value}", ClueForm.Field, "label");
            Add(value, ClueForm.Field, key);
        }
    }

    private void Add(string text, ClueForm form, string? key = null)
    {
        text = text.Trim();
        while (text.Length > 0 && Ends.Contains(text[^1]))
        {
            text = text[..^1];
        }

        if (text.Length is > 1 and <= LongestClue && !IsFull && _seen.Add((text, key)))
        {
            _clues.Add(new(text, form, key, _clues.Count));
        }
    }
}

using System.Buffers;
using System.Text.Json;

namespace Portal.Application.Ownership;

/// <summary>Cuts a pasted text into the words that may name something.</summary>
internal static class Clues
{
    private const int MostClues = 400;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n\"'`<>()[]{},;|=\\");
    private static readonly SearchValues<char> Ends = SearchValues.Create(".:!?");

    /// <summary>The whole text first, when it is short enough to be one name; then its words; JSON is read by its string values.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        var clues = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var trimmed = text.Trim();
        Add(trimmed);
        if (trimmed.StartsWith('{') || trimmed.StartsWith('['))
        {
            try
            {
                using var document = JsonDocument.Parse(trimmed, new JsonDocumentOptions { MaxDepth = 64 });
                FromJson(document.RootElement);
            }
            catch (JsonException)
            {
                // Looks like JSON and is none (cut off, a log line): its words are read like any other text's.
            }
        }

        Words(trimmed);
        return clues;

        void FromJson(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        FromJson(property.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        FromJson(item);
                    }

                    break;
                case JsonValueKind.String:
                    Add(element.GetString()!);
                    break;
            }
        }

        void Words(string line)
        {
            var rest = line.AsSpan();
            while (!rest.IsEmpty && clues.Count < MostClues)
            {
                var end = rest.IndexOfAny(Separators);
                var word = end < 0 ? rest : rest[..end];
                rest = end < 0 ? [] : rest[(end + 1)..];
                Add(word.ToString());
            }
        }

        void Add(string clue)
        {
            clue = clue.Trim();
            while (clue.Length > 0 && Ends.Contains(clue[^1]))
            {
                clue = clue[..^1];
            }

            if (clue.Length is > 1 and <= 512 && clues.Count < MostClues && seen.Add(clue))
            {
                clues.Add(clue);
            }
        }
    }
}

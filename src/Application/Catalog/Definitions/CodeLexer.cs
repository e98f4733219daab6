using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Portal.Application.Catalog.Definitions;

internal enum LexemeKind
{
    Word,
    Number,
    Text,
    Comment,
    Mark,
}

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Lexeme(LexemeKind Kind, int Start, int Length);

/// <summary>What differs between the two languages that look like code.</summary>
internal sealed class CodeLanguage
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _keywords;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _types;

    private CodeLanguage(bool hashComments, string[] keywords, string[] types)
    {
        HashComments = hashComments;
        _keywords = keywords.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _types = types.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static CodeLanguage GraphQl { get; } = new(
        hashComments: true,
        ["type", "input", "enum", "interface", "union", "scalar", "schema", "extend", "implements", "directive", "on", "query", "mutation", "subscription", "fragment", "repeatable"],
        ["Int", "Float", "String", "Boolean", "ID"]);

    public static CodeLanguage Proto { get; } = new(
        hashComments: false,
        ["syntax", "edition", "package", "import", "public", "weak", "option", "message", "enum", "service", "rpc", "returns", "stream", "oneof", "map", "reserved", "extensions", "extend", "repeated", "optional", "required", "to", "max"],
        ["double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes"]);

    /// <summary># to the end of the line; otherwise // and /* */.</summary>
    public bool HashComments { get; }

    public bool IsKeyword(ReadOnlySpan<char> word) => _keywords.Contains(word);

    public bool IsType(ReadOnlySpan<char> word) => _types.Contains(word) || (char.IsAsciiLetterUpper(word[0]) && word.ContainsAnyInRange('a', 'z'));

    public static bool IsLiteral(ReadOnlySpan<char> word) => word is "true" or "false" or "null";
}

/// <summary>Words, numbers, texts, comments and marks of GraphQL and Protocol Buffers. Whatever is not closed ends with the text.</summary>
internal static class CodeLexer
{
    public static List<Lexeme> Read(string text, CodeLanguage language)
    {
        List<Lexeme> found = [];
        var at = 0;
        while (at < text.Length)
        {
            var (start, c) = (at, text[at]);
            if (char.IsWhiteSpace(c) || c == '\uFEFF' || (c == ',' && language.HashComments)) // a comma means nothing in GraphQL
            {
                at++;
                continue;
            }

            LexemeKind kind;
            if (language.HashComments ? c == '#' : c == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                var end = text.IndexOf('\n', at);
                (kind, at) = (LexemeKind.Comment, end < 0 ? text.Length : end);
            }
            else if (!language.HashComments && text.AsSpan(at).StartsWith("/*", StringComparison.Ordinal))
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                (kind, at) = (LexemeKind.Comment, end < 0 ? text.Length : end + 2);
            }
            else if (language.HashComments && text.AsSpan(at).StartsWith("\"\"\"", StringComparison.Ordinal))
            {
                var end = text.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal);
                (kind, at) = (LexemeKind.Text, end < 0 ? text.Length : end + 3);
            }
            else if (c == '"' || (c == '\'' && !language.HashComments))
            {
                (kind, at) = (LexemeKind.Text, Quoted(text, at));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                while (++at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_' || (text[at] == '.' && !language.HashComments)))
                {
                }

                kind = LexemeKind.Word;
            }
            else if (char.IsAsciiDigit(c) || (c is '-' or '+' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                while (++at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.'))
                {
                }

                kind = LexemeKind.Number;
            }
            else
            {
                (kind, at) = (LexemeKind.Mark, at + 1);
            }

            found.Add(new(kind, start, at - start));
        }

        return found;
    }

    private static int Quoted(string text, int at)
    {
        var quote = text[at];
        for (at++; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return at + 1;
            }
        }

        return Math.Min(at, text.Length);
    }
}

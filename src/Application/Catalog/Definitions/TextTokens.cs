using System.Runtime.InteropServices;

namespace Portal.Application.Catalog.Definitions;

/// <summary>What a piece of source text is, for its colour.</summary>
public enum TokenKind
{
    Key,
    Text,
    Number,
    Literal,
    Comment,
    Keyword,
    TypeName,
    Mark,
}

/// <summary>The languages that are coloured.</summary>
public enum TextSyntax
{
    None,
    Yaml,
    Json,
    GraphQl,
    Proto,
}

/// <summary>A piece of source text; what lies between two pieces is plain.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextToken(TokenKind Kind, int Start, int Length);

/// <summary>Cuts source text into coloured pieces. Never fails: text that is no proper source has fewer colours. Time is linear in the length.</summary>
public static class TextTokens
{
    public static IReadOnlyList<TextToken> Of(TextSyntax syntax, string text) => syntax switch
    {
        TextSyntax.Yaml => YamlTokens.Of(text),
        TextSyntax.Json => JsonTokens.Of(text),
        TextSyntax.GraphQl => Code(text, CodeLanguage.GraphQl),
        TextSyntax.Proto => Code(text, CodeLanguage.Proto),
        _ => [],
    };

    private static List<TextToken> Code(string text, CodeLanguage language)
    {
        List<TextToken> tokens = [];
        foreach (var lexeme in CodeLexer.Read(text, language))
        {
            TokenKind? kind = lexeme.Kind switch
            {
                LexemeKind.Comment => TokenKind.Comment,
                LexemeKind.Text => TokenKind.Text,
                LexemeKind.Number => TokenKind.Number,
                LexemeKind.Mark when text[lexeme.Start] is '@' or '!' or '$' or '&' => TokenKind.Mark,
                LexemeKind.Word when language.IsKeyword(text.AsSpan(lexeme.Start, lexeme.Length)) => TokenKind.Keyword,
                LexemeKind.Word when language.IsType(text.AsSpan(lexeme.Start, lexeme.Length)) => TokenKind.TypeName,
                LexemeKind.Word when CodeLanguage.IsLiteral(text.AsSpan(lexeme.Start, lexeme.Length)) => TokenKind.Literal,
                _ => null,
            };
            if (kind is { } known)
            {
                tokens.Add(new(known, lexeme.Start, lexeme.Length));
            }
        }

        return tokens;
    }
}

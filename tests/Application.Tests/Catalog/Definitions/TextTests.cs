using Portal.Application.Catalog.Definitions;

namespace Portal.ApplicationTests.Catalog.Definitions;

public sealed class TextTests
{
    [Theory]
    [InlineData(TextSyntax.Yaml, "a: 1 # c", "Key:a Number:1 Comment:# c")]
    [InlineData(TextSyntax.Yaml, "\"a b\": 'x: y'", "Key:\"a b\" Text:'x: y'")]
    [InlineData(TextSyntax.Yaml, "/x/{id}:\n  k: {a: [true, b]}", "Key:/x/{id} Key:k Key:a Literal:true")]
    [InlineData(TextSyntax.Yaml, "a: |\n  b: 1\n\n  c\nd: e", "Key:a Mark:| Text:b: 1 Text:c Key:d")]
    [InlineData(TextSyntax.Yaml, "- &x !t\n- *x", "Mark:&x !t Mark:*x")]
    [InlineData(TextSyntax.Json, "{\"a\" : \"b\\\"c\", \"d\":[1.5e3,null]}", "Key:\"a\" Text:\"b\\\"c\" Key:\"d\" Number:1.5e3 Literal:null")]
    [InlineData(TextSyntax.Json, "{\"a", "Text:\"a")]
    [InlineData(TextSyntax.GraphQl, "type A { b: Int! @c } # d", "Keyword:type TypeName:Int Mark:! Mark:@ Comment:# d")]
    [InlineData(TextSyntax.Proto, "message Ab { string c = 1; } // d", "Keyword:message TypeName:Ab TypeName:string Number:1 Comment:// d")]
    public void Pieces_have_their_kind(TextSyntax syntax, string text, string expected)
        => Assert.Equal(expected, string.Join(' ', TextTokens.Of(syntax, text).Select(t => $"{t.Kind}:{text.Substring(t.Start, t.Length)}")));

    [Theory]
    [InlineData(TextSyntax.Yaml)]
    [InlineData(TextSyntax.Json)]
    [InlineData(TextSyntax.GraphQl)]
    [InlineData(TextSyntax.Proto)]
    public void Whatever_the_text_pieces_stand_in_order_and_inside_it(TextSyntax syntax)
    {
        const string Alphabet = "aZ09 \n\t\r\"'#:{}[](),-|>&*!@/\\$=.é\u2028";
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var end = 0;
            foreach (var token in TextTokens.Of(syntax, text))
            {
                Assert.True(token.Start >= end && token.Length > 0 && token.Start + token.Length <= text.Length, $"{syntax}: {token} in {text}");
                end = token.Start + token.Length;
            }
        }
    }

    [Fact]
    public void Windows_put_together_are_the_text_and_colours_go_over_their_edges()
    {
        var text = "/* one\r\ntwo\nthree */ message Ab {}\n\nlast";

        var lines = Enumerable.Range(0, 3).SelectMany(n => TextWindows.Of(text, TextSyntax.Proto, (n * 2) + 1, 2).Lines).DistinctBy(l => l.Number).ToList();

        Assert.Equal(["/* one", "two", "three */ message Ab {}", "", "last"], lines.Select(l => l.Text));
        Assert.Equal([new LinePart(TokenKind.Comment, 0, 3)], lines[1].Parts);
        Assert.Equal([TokenKind.Comment, TokenKind.Keyword, TokenKind.TypeName], lines[2].Parts.Select(p => p.Kind).Take(3));
    }

    [Fact]
    public void A_line_without_end_is_cut_and_a_text_too_large_has_no_colours()
    {
        var text = "{\"a\": \"" + new string('x', 300_000) + "\"}";

        var window = TextWindows.Of(text, TextSyntax.Json, 1, 1000);

        Assert.False(window.IsColoured);
        Assert.Equal((2000, text.Length - 2000), (window.Lines[0].Text.Length, window.Lines[0].Left));
    }
}

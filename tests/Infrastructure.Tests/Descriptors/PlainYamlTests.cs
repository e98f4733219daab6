using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>The short way of reading gives the library's tree, to the place of each value, or none at all.</summary>
public sealed class PlainYamlTests
{
    private static readonly string[] Words =
    [
        "a", "orders-api", "team_1", "x.y", "a/b", "group:default/team", "1", "-1", "1.5", "true", "no", "null", "~", "0x1F", "2026-01-01", "two words", "a  b", "ä", "日本", "-x", "- x", "a:", "a: b", "a #b", "a#b", "'q'", "\"q\"", "'it''s'", "\"a\\nb\"", "[]", "{}",
        "[a, b]", "[ a , b ]", "[a,b]", "[a:b, c]", "[component:x, 'y']", "{a: b}", "{a: {b: [c, 1]}}", "{ a: b , c: d }", "{a:b}", "[a, ]", "[a b]", "[,]", "{a: }", "{a}", "https://x.y/z?q=1", "[https://x.y/z]", "*x", "&x y", "!t x", "|", ">", "|-", "%x", "@x", "`x`", "", " ",
        "a # note", "'q' # note", "[a] # note", "=", "+1", ".5", "..", "...", "---", "(x)", "$x", "x,y", "x]", "a\tb", "?", "? x", ":", ":x", "<<", "a\u00A0b", "\u00A0", "\u0085", "[-1, - 1]", "[a(b), c=d]", "[a{b]", "{$text: ./a}", "x:y:z", "[x::y]", "[x:y:]", "[http://]", "{a: http://b}", "[\"a\",'b']", "[\"a\"b]", "\"a\"b",
    ];

    private static readonly string[] Keys = ["a", "kind", "x/y", "$text", "null", "b-c", "1", "-k", "a b", "\"q\"", "k.k", "true", "<<", "~", "ä"];
    private static readonly string[] Ends = ["", "", "", " ", "  ", " # note", ":", "\r", "\t"];

    private static Gen<string> Line { get; } =
        from indent in Gen.Choose(0, 4)
        from dash in Gen.Elements("", "", "", "- ", "-  ", "-", "- - ")
        from key in Gen.Elements(Keys)
        from keyed in Gen.Choose(0, 5)
        from gap in Gen.Elements(": ", ": ", ": ", ":", ":  ", " : ")
        from word in Gen.Elements(Words)
        from end in Gen.Elements(Ends)
        select new string(' ', indent * 2 / (indent == 3 ? 2 : 1)) + dash + (keyed == 0 ? word : keyed == 1 ? key + ":" : key + gap + word) + end;

    // Most lines as people write them: else hardly a text would be taken the short way.
    private static Gen<string> Tame { get; } =
        from indent in Gen.Elements("", "", "", "  ", "- ", "  - ")
        from key in Gen.Choose('a', 'z')
        from word in Gen.Elements("a", "orders-api", "group:default/team", "1", "true", "two words", "'q'", "\"q\"", "[]", "[a, b]", "{a: b}", "[component:x, 'y']", "https://x.y/z", "", "a # note", "x,y", "null", "-1")
        select $"{indent}{(char)key}:{(word.Length == 0 ? "" : " ")}{word}";

    private static Arbitrary<string[]> Texts { get; } = Arb.From(
        from count in Gen.Choose(1, 6)
        from lines in Gen.Frequency((6, Tame), (1, Line)).ArrayOf(count)
        select lines,
        lines => Enumerable.Range(0, lines.Length).Select(i => lines.Where((_, k) => k != i).ToArray()));

    [Fact]
    public void Made_up_texts_have_one_tree()
    {
        var plain = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Texts, lines => plain += Compare(string.Join('\n', lines) + "\n") ? 1 : 0));
        Assert.True(plain > 500, $"only {plain} of the texts were read the short way: this test says nothing");
    }

    [Fact]
    public void Changed_descriptors_have_one_tree()
    {
        var random = new Random(20261126);
        var plain = 0;
        const string alphabet = "{}[]:,-?!&*|>'\"%@`#\n ~<\\/.0aé\u0085\u00A0";
        for (var round = 0; round < 8_000; round++)
        {
            var text = new StringBuilder(Descriptor);
            for (var i = random.Next(0, 6); i > 0; i--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 5), text.Length - at)); break;
                    case 1: text.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    case 2: text[at] = alphabet[random.Next(alphabet.Length)]; break;
                    default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 30), text.Length - at))); break;
                }
            }

            plain += Compare(text.ToString()) ? 1 : 0;
        }

        Assert.True(plain > 1000, $"only {plain}");
    }

    [Fact]
    public void Real_descriptors_have_one_tree_and_most_are_read_the_short_way()
    {
        var files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "demo", "organisation", "catalog"), "*.yaml", SearchOption.AllDirectories).Select(File.ReadAllText);
        var chunks = files.SelectMany(f => YamlChunks.Split(f)).Select(c => c.Text).ToList();

        var plain = chunks.Count(Compare);

        Assert.True(plain > chunks.Count * 0.7, $"{plain} of {chunks.Count}");
    }

    [Fact]
    public void Limits_are_the_same()
    {
        var deep = string.Concat(Enumerable.Range(0, 120).Select(i => $"{new string(' ', i)}a:\n")) + new string(' ', 120) + "b: 1\n";
        Assert.Null(PlainYaml.TryRead(deep, 0, DescriptorLimits.Default));
        Assert.Null(PlainYaml.TryRead("a: [1, 2, 3]\n", 0, DescriptorLimits.Default with { MaxValues = 3 }));
        for (var depth = 1; depth < 8; depth++)
        {
            Compare(Descriptor, DescriptorLimits.Default with { MaxDepth = depth });
        }
    }

    private const string Descriptor = """
        ---
        # one of many
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: orders
          description: "Takes orders; keeps them"
          labels: {tier: "1", a.b/c: x}
          annotations:
            example.com/repo: org/orders
            portal.dev/count: '7'
          tags:
          - dotnet
          - critical

          links:
            - url: https://example.test/a?b=c
              title: Dashboard
            -   url: https://example.test
        spec:
          type: service
          lifecycle: production
          owner: group:default/team
          dependsOn: [component:a, resource:b/c]
          numbers: [1, 2.5, true, null]
          nested:
            deeper: {a: [b, {c: d}]}

        """;

    /// <returns>Whether the short way took the text.</returns>
    private static bool Compare(string text) => Compare(text, DescriptorLimits.Default);

    private static bool Compare(string text, DescriptorLimits limits)
    {
        if (YamlChunks.Split(text) is not [var chunk] || PlainYaml.TryRead(chunk.Text, chunk.Line - 1, limits) is not { } plain)
        {
            return false;
        }

        var library = new YamlDescriptorReader(limits) { ReadsPlainYaml = false }.Read(text, "x.yaml");
        var document = Assert.Single(library);
        Assert.Empty(document.Errors);
        Assert.Equal(Written(document.Root!), Written(plain));
        Assert.Equal(document.Line, plain.Line);
        return true;
    }

    // Everything a node says, place included.
    private static string Written(DescriptorNode node)
    {
        var text = new StringBuilder();
        Write(node);
        return text.ToString();

        void Write(DescriptorNode at)
        {
            text.Append(CultureInfo.InvariantCulture, $"{at.Kind}@{at.Line}:{at.Column}<{at.Text}|{at.Number}|{at.Size}>");
            foreach (var field in at.Fields)
            {
                text.Append(CultureInfo.InvariantCulture, $"({field.Name}@{field.Line}:{field.Column}=");
                Write(field.Value);
                text.Append(')');
            }

            foreach (var item in at.Items)
            {
                text.Append('[');
                Write(item);
                text.Append(']');
            }
        }
    }
}

using System.Globalization;
using System.Text;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>Texts that cost a careless reader the square of their size: twice the text costs about twice the work.</summary>
public sealed class NastyShapeTests
{
    private static readonly YamlDescriptorReader Reader = new();

    public static TheoryData<string> Names => [.. Shapes.Keys];

    private static Dictionary<string, Func<int, string>> Shapes { get; } = new(StringComparer.Ordinal)
    {
        ["one long word"] = n => "a: " + new string('x', n * 10),
        ["one long line of words"] = n => "a: " + Repeat("word ", n * 2),
        ["one long quoted line"] = n => "a: \"" + Repeat("word ", n * 2) + "\"",
        ["escapes"] = n => "a: \"" + Repeat("\\u00e9", n) + "\"",
        ["an open quote"] = n => "a: \"" + Repeat("word\n ", n),
        ["a block of lines"] = n => "a: |\n" + Repeat("  line\n", n),
        ["a long plain text over lines"] = n => "a: x\n" + Repeat("  line\n", n),
        ["a flat list"] = n => Repeat("- x\n", n),
        ["a flat flow list"] = n => "[" + Repeat("x, ", n) + "]",
        ["a flat map"] = n => Numbered(n, "k{0}: 1\n"),
        ["a flat flow map"] = n => "{" + Numbered(n, "k{0}: 1, ") + "}",
        ["many documents"] = n => Repeat("---\na: 1\n", n),
        ["many broken documents"] = n => Repeat("---\na: [\n", n),
        ["many empty documents"] = n => Repeat("---\n", n * 2),
        ["many end markers"] = n => Repeat("...\n", n * 2),
        ["aliases"] = n => "a: &a x\nb: [" + Repeat("*a, ", n) + "]",
        ["anchors"] = n => Numbered(n, "- &a{0} x\n"),
        ["merges"] = n => "a: &a {x: 1}\nb:\n  <<: [" + Repeat("*a, ", n) + "]",
        ["open flow lists"] = n => new string('[', n * 5),
        ["open flow maps"] = n => Repeat("{a: ", n),
        ["open keys"] = n => Repeat("? ", n),
        ["dashes"] = n => Repeat("- ", n),
        ["colons"] = n => Repeat(": ", n),
        ["comments"] = n => Repeat("# nothing\n", n) + "a: 1",
        ["comments behind values"] = n => Repeat("- x # nothing\n", n),
        ["blank lines"] = n => "a:\n" + Repeat("   \n", n) + "  b",
        ["spaces"] = n => "a: " + new string(' ', n * 10) + "b",
        ["tabs"] = n => "a:" + new string('\t', n * 10) + "b",
        ["carriage returns"] = n => "a: x" + new string('\r', n * 5) + "b: y",
        ["tags"] = n => Repeat("- !!str x\n", n),
        ["tag directives"] = n => Numbered(n, "%TAG !a{0}! x:\n") + "---\na: 1",
        ["bangs"] = n => new string('!', n * 5),
        ["stars"] = n => new string('*', n * 5),
        ["a long key"] = n => new string('k', n * 10) + ": 1",
        ["keys that end nowhere"] = n => Repeat("k ", n * 3),
        ["next-line characters"] = n => "a: x" + Repeat("\u0085", n) + "\n b: [",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Twice_the_text_costs_about_twice_the_work(string name)
    {
        const int Size = 8_000;
        Allocated(Shapes[name](Size)); // what is made once is made
        var (once, twice) = (Allocated(Shapes[name](Size)), Allocated(Shapes[name](Size * 2)));

        Assert.True(twice < (once * 2.6) + 200_000, $"{once:N0} bytes, and {twice:N0} for twice the text");

        // Work that allocates nothing shows in time only: the square of this size would be minutes, what is right is well below a second.
        // A broken document costs an exception, so that shape stays smaller: it is linear, and slow.
        var large = Shapes[name](name == "many broken documents" ? Size * 4 : Size * 40);
        await Task.Run(() => Reader.Read(large, "large.yaml"), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
    }

    private static long Allocated(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Reader.Read(text, "nasty.yaml");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Numbered(int count, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.AppendFormat(CultureInfo.InvariantCulture, format.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal).Replace("{{0}}", "{0}", StringComparison.Ordinal), i);
        }

        return text.ToString();
    }
}

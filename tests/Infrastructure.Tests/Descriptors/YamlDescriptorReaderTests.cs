using System.Diagnostics;
using System.Text;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class YamlDescriptorReaderTests
{
    private const string Good = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: orders
        spec: {type: service, lifecycle: production, owner: checkout}
        """;

    private readonly YamlDescriptorReader _reader = new();

    /// <summary>Texts that must be refused, with the place the message points to.</summary>
    public static TheoryData<string, int, string> Malformed => new()
    {
        { "a:\n- [1, 2", 2, "Not valid YAML" },
        { "a: 'open", 1, "Not valid YAML" },
        { "a: b: c", 1, "Not valid YAML" },
        { "a:\n\t- tab", 2, "Not valid YAML" },
        { "a: 1\nb: 2\na: 3", 3, "stands twice" },
        { "a: *nobody", 1, "anchor" },
        { "a: &x [*x]", 1, "anchor" },
        { "{a: 1}}", 1, "Not valid YAML" },
        { "? [a, b]\n: c", 1, "key must be plain text" },
        { "owner: {{ owner }}", 1, "key must be plain text" },
        { "a: 1\n  b: 2", 2, "Not valid YAML" },
        { "- a\nb: c", 2, "Not valid YAML" },
        { "a: \"\\q\"", 1, "Not valid YAML" },
        { "<<: 5", 1, "merges maps only" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    [InlineData("a: \0b", 1, "zero byte")] // no text at all, so nothing around it is read either
    public void Malformed_text_is_refused_with_its_place_and_a_fix(string text, int line, string message)
    {
        var error = Assert.Single(_reader.Read(text, "bad.yaml").SelectMany(d => d.Errors));

        Assert.InRange(error.Line, line, line + 1); // what is not closed shows at the line after
        Assert.True(error.Column >= 1);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(error.Fix));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_bad_document_leaves_the_ones_around_it_alone(string text, int line, string message)
    {
        var documents = _reader.Read($"{Good}\n---\n{text}\n---\n{Good.Replace("orders", "refunds", StringComparison.Ordinal)}\n", "three.yaml");

        Assert.Equal(["orders", null, "refunds"], documents.Select(d => d.Root?["metadata"]?["name"]?.Text));
        Assert.Contains(message, documents[1].Errors[0].Message, StringComparison.Ordinal);
        Assert.InRange(documents[1].Errors[0].Line, 6 + line, 7 + line);
    }

    [Fact]
    public void Line_endings_byte_order_mark_and_empty_documents_do_not_matter()
    {
        var text = "\uFEFF---\r\n# nothing\r\n---\r\n" + Good.ReplaceLineEndings("\r\n") + "\r\n...\r\n---\r\n~\r\n";

        var document = Assert.Single(_reader.Read(Encoding.UTF8.GetBytes(text), "dos.yaml"));

        Assert.Equal(4, document.Line);
        Assert.True(DescriptorValidator.Validate(document.Root!, "dos.yaml").IsValid);
    }

    [Fact]
    public void Plain_words_mean_what_YAML_1_2_says()
    {
        var map = _reader.Read("a: yes\nb: on\nc: 2026-01-01\nd: 0o17\ne: 0x1F\nf: 1.50\ng: 'true'\nh: True\ni: 012\nj: .inf\nk: !!str 7", "scalars.yaml")[0].Root!;

        Assert.Equal("""{"a":"yes","b":"on","c":"2026-01-01","d":15,"e":31,"f":1.5,"g":"true","h":true,"i":12,"j":null,"k":"7"}""", map.ToJsonText());
    }

    [Fact]
    public void Aliases_and_merge_keys_are_written_out()
    {
        var map = _reader.Read("base: &b {x: 1, y: 2}\none: *b\ntwo:\n  <<: *b\n  y: 3", "merge.yaml")[0].Root!;

        Assert.Equal("""{"base":{"x":1,"y":2},"one":{"x":1,"y":2},"two":{"y":3,"x":1}}""", map.ToJsonText());
    }

    [Fact]
    public void An_alias_bomb_is_refused_quickly()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]");
        }

        var error = Assert.Single(_reader.Read(bomb.ToString(), "bomb.yaml")).Errors[0];

        Assert.Contains("alias bomb", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_with_too_many_values_is_refused_by_its_own_words()
    {
        var flat = new StringBuilder();
        for (var i = 0; i < 300_000; i++)
        {
            flat.Append('k').Append(i).Append(": 1\n");
        }

        var error = Assert.Single(_reader.Read(flat.ToString(), "flat.yaml")).Errors[0];

        Assert.Equal("The document has more than 200,000 values.", error.Message);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        var error = Assert.Single(_reader.Read(new string('[', 100_000), "deep.yaml")).Errors[0];

        Assert.Contains("deeper than 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_50_MB_file_is_refused_without_being_read()
    {
        var folder = Directory.CreateTempSubdirectory("portal-big-");
        var path = Path.Combine(folder.FullName, "big.yaml");
        await using (var file = File.Create(path))
        {
            file.SetLength(50 * 1024 * 1024); // sparse: reading it would be seen in the allocations below
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = await new LocalRoot(folder.FullName, "", null, DescriptorLimits.Default).ReadAsync("big.yaml", TestContext.Current.CancellationToken);

        Assert.Null(bytes.Content);
        Assert.Contains("50 MB", bytes.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Split it", bytes.Error.Fix, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_names_the_place()
    {
        var error = Assert.Single(_reader.Read([.. "a: b\nc: "u8, 0xE9, .. "\n"u8], "latin1.yaml")).Errors[0];

        Assert.Equal((2, 4), (error.Line, error.Column));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-16", Assert.Single(_reader.Read([0xFF, 0xFE, 0x61, 0x00], "utf16.yaml")).Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_mutation_of_a_descriptor_is_answered_and_never_thrown()
    {
        const string seedText = Good + "\n---\n# note\nbase: &b {x: [1, \"two\", 'three'], y: |\n    text\n    more\n  }\nz: *b\n...\n---\nkind: API\n";
        const string alphabet = "{}[]:,-?!&*|>'\"%@`#\t\n\r ~<\\/.0aé\uFEFF\u0000\u2028\uD800";
        var random = new Random(20261122);
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < 4000; round++)
        {
            var text = new StringBuilder(seedText);
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)); break;
                    case 1: text.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    case 2: text[at] = alphabet[random.Next(alphabet.Length)]; break;
                    default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 30), text.Length - at))); break;
                }
            }

            foreach (var document in _reader.Read(text.ToString(), "fuzz.yaml"))
            {
                Assert.True(document.Root is null == document.Errors.Count > 0);
                if (document.Root is { } root)
                {
                    var verdict = DescriptorValidator.Validate(root, "fuzz.yaml");
                    Assert.All(verdict.Errors, e => Assert.True(e.Line >= 1 && e.Column >= 1 && e.Message.Length > 0));
                    _ = root.ToJson();
                    if (verdict.IsValid)
                    {
                        _ = EntityFactory.Create(root, new EntitySource("fuzz.yaml", 1, null, default), document.Raw);
                    }
                }
            }
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Random_bytes_are_answered_and_never_thrown()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.All(_reader.Read(bytes, "noise.yaml"), d => Assert.True(d.Root is null == d.Errors.Count > 0));
        }
    }
}

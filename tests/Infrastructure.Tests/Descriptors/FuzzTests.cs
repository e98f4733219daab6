using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>Descriptors that nobody would write, made from ones that somebody would: whatever comes in is answered, with places, and harms nobody else.</summary>
public sealed class FuzzTests
{
    private const int Cases = 1500;

    private static readonly string[] Seeds =
    [
        DescriptorChecks.First,
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: orders\n  description: >-\n    folded\n    text\n  labels: {a.example/b: c}\n  annotations:\n    x/y: \"quoted \\u00e9\"\n  tags: [a, b-c]\n  links:\n    - {url: 'https://example.test', title: T}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: group:default/team\n  definition: |\n    openapi: 3.0.0\n    paths:\n      /a: {}\n",
        "base: &b {x: [1, \"two\", 'three'], y: ~}\nmore:\n  <<: *b\n  z: *b\nlist: [*b, *b]\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: dated, annotations: {on: 'yes', n: \"1\"}}\nspec:\n  type: service\n  lifecycle: production\n  owner: team\n  dependsOn: [resource:a, component:b/c]\n  extra: {yes: on, no: off, octal: 0o17, hex: 0x1F, inf: .inf, nan: .NaN, date: 2026-01-01, float: 1e3, old: 012, big: 123456789012345678901234567890}\n",
        "%YAML 1.2\n---\n!!map {a: !!str 1, ? b : c}\n...\n---\n# nothing\n--- |\n text\n",
        "kind: User\napiVersion: backstage.io/v1alpha1\nmetadata:\n  name: u\nspec:\n  profile: {displayName: \"A\\tB\", email: a@b.c}\n  memberOf: []\n",
    ];

    private static readonly string[] Bits =
    [
        "\t", "\r", "\r\n", "\n", "\u0085", "\u2028", "\uFEFF", "\uD800", "\uDC00", "\U0001F600", "\a", "\u001b", "- ", "? ", ": ", ", ", "[", "]", "{", "}", "#", " #", "&a ", "*a", "*b", "<<: *b", "!!binary ", "!x ", "!<x> ",
        "|", ">", "|+2\n", "'", "\"", "\\", "\\x4", "%", "@", "`", "---", "\n---\n", "\n...\n", "\n--- ", "~", "null", "yes", "on", ".nan", "0x", "0o8", "1e999", "-.inf", "${{ x }}", "{{ x }}", "$text: ./a", "kind: X\n", "name: a\n",
        "&c [*c]", "{a: &d {b: *d}}", "\u00A0", "   ", "\n  ", "\n\t",
    ];

    // The same cases in every run: a failure is the fault of the change that brought it.
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261126, 1127), Microsoft.FSharp.Core.FSharpOption<int>.None));

    private static Gen<Change> Changes { get; } =
        from operation in Gen.Choose(0, 7)
        from at in Gen.Choose(0, 10_000)
        from size in Gen.Choose(1, 40)
        from bit in Gen.Elements(Bits)
        select new Change(operation, at, size, bit);

    private static Arbitrary<Case> AnyCase { get; } = Arb.From(
        from seed in Gen.Elements(Seeds)
        from count in Gen.Choose(0, 12)
        from changes in Changes.ArrayOf(count)
        select new Case(seed, changes),
        made => Enumerable.Range(0, made.Changes.Length).Select(i => made with { Changes = [.. made.Changes.Where((_, k) => k != i)] }));

    [Fact]
    public void Any_change_of_a_descriptor_is_answered_with_places_inside_the_text()
        => Check.One(Fixed.WithMaxTest(Cases), Prop.ForAll(AnyCase, made => DescriptorChecks.Hold(made.Text)));

    [Fact]
    public void Whatever_stands_between_two_documents_they_are_read()
        => Check.One(Fixed.WithMaxTest(Cases), Prop.ForAll(AnyCase, made =>
        {
            // A directive after an end marker belongs to the document that follows, by the rules of YAML.
            if (!made.Text.Split('\n').Any(l => l.StartsWith('%')))
            {
                DescriptorChecks.LeavesNeighboursAlone(made.Text);
            }
        }));

    [Fact]
    public void Any_bytes_are_answered()
        => Check.One(Fixed.WithMaxTest(Cases), Prop.ForAll(AnyCase, ArbMap.Default.ArbFor<byte[]>(), (made, noise) =>
        {
            var bytes = Encoding.UTF8.GetBytes(made.Text);
            for (var i = 0; i < noise.Length && bytes.Length > 0; i++)
            {
                bytes[(noise[i] * 31 * (i + 1)) % bytes.Length] ^= noise[i];
            }

            foreach (var document in new YamlDescriptorReader().Read(bytes, "fuzz.yaml"))
            {
                Assert.True(document.Root is null == document.Errors.Count > 0);
                Assert.All(document.Errors, e => Assert.True(e.Line >= 1 && e.Column >= 1));
            }
        }));

    [Fact]
    public void The_work_grows_with_the_text_and_not_faster()
        => Check.One(Fixed.WithMaxTest(300), Prop.ForAll(AnyCase, made =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            DescriptorChecks.Read(made.Text);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(bytes < 300_000 + (2_000L * made.Text.Length), $"{bytes} bytes for {made.Text.Length} characters");
        }));

    [Fact]
    public void Whatever_a_placeholder_leads_to_is_answered()
        => Check.One(Fixed.WithMaxTest(Cases / 3), Prop.ForAll(AnyCase, made =>
        {
            foreach (var key in new[] { "$text", "$json", "$yaml" })
            {
                var document = DescriptorChecks.Read($"{DescriptorChecks.First}\n  extra: {{{key}: ./a.yaml}}\nmetadata2: {{{key}: ./a.yaml}}\n".Replace("}\n  extra", ", extra", StringComparison.Ordinal).Replace("a.yaml}\nmetadata2", "a.yaml}}\nmetadata2", StringComparison.Ordinal))[0];
                var resolved = Placeholders.ResolveAsync(document.Root!, new OneFile(made.Text), "x.yaml", "x.yaml", CancellationToken.None).GetAwaiter().GetResult();
                Assert.All(resolved.Errors, e => Assert.True(e.Line >= 1 && e.Column >= 1 && e.Fix is not null));
                _ = DescriptorValidator.Validate(resolved.ForValidation, "x.yaml");
                _ = resolved.Root.ToJsonText();
            }
        }));

    private sealed record Change(int Operation, int At, int Size, string Bit)
    {
        public string Apply(string text)
        {
            if (text.Length == 0)
            {
                return Bit;
            }

            var at = At % text.Length;
            var size = Math.Min(Size, text.Length - at);
            var lines = text.Split('\n').ToList();
            var line = At % lines.Count;
            switch (Operation)
            {
                case 0: return text.Remove(at, size);
                case 1: return text.Insert(at, Bit);
                case 2: return string.Concat(text.AsSpan(0, at), Bit, text.AsSpan(at + 1));
                case 3: return text.Insert(at, text.Substring(at, size));
                case 4: lines.RemoveAt(line); break;
                case 5: lines.Insert(line, lines[At / 7 % lines.Count]); break;
                case 6: lines[line] = new string(' ', Size % 9) + lines[line]; break;
                default: lines[line] = lines[line].TrimStart(); break;
            }

            return string.Join('\n', lines);
        }
    }

    private sealed record Case(string Seed, Change[] Changes)
    {
        public string Text => Changes.Aggregate(Seed, (text, change) => change.Apply(text));

        public override string ToString() => System.Text.Json.JsonSerializer.Serialize(Text);
    }

    private sealed class OneFile(string content) : DescriptorRoot
    {
        public override string Label(string path) => path;

        public override Task<FileBytes> ReadAsync(string path, CancellationToken ct) => Task.FromResult(new FileBytes(Encoding.UTF8.GetBytes(content), null, null));

        public override IReadOnlyList<string>? Expand(string pattern) => [pattern];
    }
}

using System.Globalization;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>
/// Files in the folder corpus that are broken in one way each. corpus/expected.txt says what is said of them: name | line:column | part of the message.
/// </summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Descriptors", "corpus");

    public static TheoryData<string, string, string> Expected
        => [.. File.ReadAllLines(Path.Combine(Folder, "expected.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ")).Select(p => (p[0], p[1], p[2]))];

    [Theory]
    [MemberData(nameof(Expected))]
    public void A_broken_file_is_answered_with_place_and_reason(string name, string place, string message)
    {
        var file = Path.Combine(Folder, name + ".yaml");
        var documents = new YamlDescriptorReader().Read(File.ReadAllBytes(file), name);
        var errors = documents.SelectMany(d => d.Root is { } root ? DescriptorValidator.Validate(root, name).Errors : d.Errors).ToList();

        var first = errors.First();
        Assert.Equal(place, string.Create(CultureInfo.InvariantCulture, $"{first.Line}:{first.Column}"));
        Assert.Contains(message, first.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(first.Fix));
    }

    [Theory]
    [MemberData(nameof(Expected))]
    public void The_documents_around_it_are_read(string name, string place, string message)
    {
        _ = (place, message);
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".yaml"));
        var text = YamlDescriptorReader.Decode(bytes, name, out _)?.ReplaceLineEndings("\n") ?? "";
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return; // no text at all
        }

        var names = new YamlDescriptorReader().Read(bytes, name).Where(d => d.Root is { } root && DescriptorValidator.Validate(root, name).IsValid).Select(DescriptorChecks.NameOf).ToList();
        Assert.Equal(text.Contains("name: first\n---", StringComparison.Ordinal) || text.Contains("owner: team-a}\n---", StringComparison.Ordinal), names.Contains("first"));
        Assert.Equal(text.Contains("name: last", StringComparison.Ordinal), names.Contains("last"));
    }

    [Fact]
    public void Every_file_is_expected_to_say_something()
        => Assert.Equal(Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal), Expected.Select(e => e.Data.Item1).Order(StringComparer.Ordinal));
}

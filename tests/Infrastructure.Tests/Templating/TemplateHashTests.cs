using Portal.Infrastructure.Templating;

namespace Portal.InfrastructureTests.Templating;

/// <summary>What of a template's folder is counted: what can reach a service.</summary>
public sealed class TemplateHashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("steps: [{action: fetch:template, input: {url: ./skeleton, values: {}}}]", false)]
    [InlineData("steps:\n  - action: fetch:plain\n    input:\n      url: skeleton/tests", false)]
    [InlineData("description: Each with tests/ and ./tests", false)]
    [InlineData("steps: [{input: {url: ./tests/one}}]", true)]
    [InlineData("input:\n  url: \"tests\"", true)]
    [InlineData("input:\n  'url': .", true)]
    [InlineData("input:\n  url: ${{ parameters.folder }}", true)]
    [InlineData("input:\n  url: >-\n    ./tests", true)]
    public void Tests_count_only_where_a_step_may_read_them(string template, bool counts)
    {
        Put("template.yaml", template);
        Put("skeleton/tests/a.cs", "1");
        Put("tests/one/input.yaml", "1");
        var (before, all) = (TemplateHash.Of(_folder), TemplateHash.OfAll(_folder));

        Put("tests/one/input.yaml", "2");
        Assert.Equal(counts, before != TemplateHash.Of(_folder));
        Assert.NotEqual(all, TemplateHash.OfAll(_folder));

        var after = TemplateHash.Of(_folder);
        Put("skeleton/tests/a.cs", "2");
        Assert.NotEqual(after, TemplateHash.Of(_folder));
    }

    [Fact]
    public void A_template_without_tests_counts_as_it_always_did()
    {
        Put("template.yaml", "x");
        Put("skeleton/a", "1");

        Assert.Equal(TemplateHash.OfAll(_folder), TemplateHash.Of(_folder));
    }

    private void Put(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

using Portal.Web.Cli;

namespace Portal.WebTests.Create;

/// <summary>The verbs for authors of templates, as they are typed: no server, no database, no network.</summary>
public sealed class TemplateCommandTests : IDisposable
{
    private const string Template = """
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        metadata: {name: small}
        spec:
          type: service
          parameters: {required: [name], properties: {name: {title: Name, type: string, maxLength: 10}, loud: {type: boolean, default: false}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-test-").FullName;

    public TemplateCommandTests()
    {
        Write("template.yaml", Template);
        Write("skeleton/README.md", "# ${{ values.name }}\n\nSays hello.\n");
        Write("tests/one/input.yaml", "name: alpha\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_golden_file_is_written_compared_and_its_difference_shown()
    {
        var (updated, _) = await RunAsync("test", _folder, "--update");
        var (same, said) = await RunAsync("test", _folder);
        Write("skeleton/README.md", "# ${{ values.name }}\n\nSays goodbye.\n");
        Write("skeleton/NEW.md", "new\n");
        var (differs, shown) = await RunAsync("test", _folder);

        Assert.Equal((0, 0, 1), (updated, same, differs));
        Assert.Equal("# alpha\n\nSays hello.\n", await File.ReadAllTextAsync(Path.Combine(_folder, "tests/one/expected/README.md"), TestContext.Current.CancellationToken));
        Assert.Contains("1 of 1 cases passed.", said, StringComparison.Ordinal);
        Assert.Contains("FAILED  small/one", shown, StringComparison.Ordinal);
        Assert.Contains("unexpected: NEW.md was made", shown, StringComparison.Ordinal);
        Assert.Contains("- Says hello.", shown, StringComparison.Ordinal);
        Assert.Contains("+ Says goodbye.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_files_that_a_case_names_are_compared()
    {
        Write("tests/one/only.txt", "*.md\n");
        await RunAsync("test", _folder, "--update");
        Write("skeleton/other.txt", "x\n");

        Assert.Equal(0, (await RunAsync("test", _folder)).Code);
    }

    [Fact]
    public async Task Answers_that_do_not_fit_are_refused_in_words()
    {
        Write("tests/one/input.yaml", "name: much-too-long-a-name\nnmae: x\n");

        var (code, said) = await RunAsync("test", _folder);

        Assert.Equal(1, code);
        Assert.Contains("Name takes at most 10 characters", said, StringComparison.Ordinal);
        Assert.Contains("nmae is no parameter", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_with_mistakes_is_neither_valid_nor_tested()
    {
        Write("template.yaml", Template.Replace("parameters.name", "parameters.nmae", StringComparison.Ordinal));

        var (valid, said) = await RunAsync("validate", _folder);
        var (tested, _) = await RunAsync("test", _folder);

        Assert.Equal((1, 1), (valid, tested));
        Assert.Contains("template.yaml:8:", said, StringComparison.Ordinal);
        Assert.Contains("Did you mean name?", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("tset")]
    [InlineData("test")]
    [InlineData("test", "/nowhere/at/all")]
    [InlineData("validate", "x", "--force")]
    public async Task Wrong_use_says_how_it_is_used(params string[] args)
    {
        var (code, said) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.NotEmpty(said);
    }

    [Fact]
    public async Task The_shipped_service_template_passes_its_own_golden_tests()
    {
        var (code, said) = await RunAsync("test", Path.Combine(AppContext.BaseDirectory, "templates", "aspnet-service"));

        Assert.True(code == 0, said + "\nLook at the change; if it is meant: portal template test src/Portal/templates/aspnet-service --update");
    }

    [Fact]
    public async Task Every_shipped_template_is_valid()
    {
        var (code, said) = await RunAsync(["validate", .. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "templates")).Where(d => File.Exists(Path.Combine(d, "template.yaml")))]);

        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task The_guide_to_actions_says_what_the_code_says()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Portal.sln")))
        {
            root = root.Parent;
        }

        var (_, said) = await RunAsync("actions", "--markdown");

        Assert.Contains("## fetch:template", said, StringComparison.Ordinal);
        Assert.True(said == await File.ReadAllTextAsync(Path.Combine(root.FullName, "docs", "user", "template-actions.md"), TestContext.Current.CancellationToken),
            "docs/user/template-actions.md is not what the code says. Write it again: portal template actions --markdown > docs/user/template-actions.md");
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] args)
    {
        await using StringWriter said = new();
        return (await CommandLine.RunAsync(["template", .. args], said, said, TestContext.Current.CancellationToken), said.ToString());
    }

    private void Write(string path, string content)
    {
        var target = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, content);
    }
}

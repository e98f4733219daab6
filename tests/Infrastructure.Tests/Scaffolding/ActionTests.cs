using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.LocalGit;
using Portal.Infrastructure.Templating;
using Portal.Testing;

namespace Portal.InfrastructureTests.Scaffolding;

public sealed class ActionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actions-").FullName;
    private readonly Workspace _files = new();
    private readonly List<string> _log = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fetch_template_renders_names_and_contents_and_leaves_the_rest()
    {
        Put("skeleton/${{ values.name }}/a.txt", "<${{ values.name }}>");
        Put("skeleton/.github/workflows/ci.yml", "${{ github.sha }}");
        Put("skeleton/{% if values.no %}gone{% endif %}/b.txt", "x");
        Put("skeleton/kept.bin", "\0${{ values.name }}");
        Put("skeleton/${{ values.name }}-raw.txt", "${{ values.name }}");

        await RunAsync(new FetchTemplate(new NunjucksEngine()), """{"url":"./skeleton","targetPath":"out","values":{"name":"n"},"copyWithoutTemplating":[".github/workflows","*-raw.txt"],"copyWithoutRender":[]}""");

        Assert.Equal(["out/.github/workflows/ci.yml", "out/kept.bin", "out/n-raw.txt", "out/n/a.txt"], _files.Files.Keys);
        Assert.Equal("<n>", _files.Files["out/n/a.txt"].Text);
        Assert.Equal("${{ github.sha }}", _files.Files["out/.github/workflows/ci.yml"].Text);
        Assert.Equal("\0${{ values.name }}", Encoding.UTF8.GetString(_files.Files["out/kept.bin"].Content));
        Assert.Equal("${{ values.name }}", _files.Files["out/n-raw.txt"].Text);
    }

    [Theory]
    [InlineData("true", "a.txt", "1")]
    [InlineData("\".tpl\"", "a.txt.njk", "${{ values.n }}")]
    public async Task With_a_template_extension_only_such_files_are_rendered(string extension, string path, string content)
    {
        Put("s/a.txt.njk", "${{ values.n }}");

        await RunAsync(new FetchTemplate(new NunjucksEngine()), $$"""{"url":"s","values":{"n":1},"templateFileExtension":{{extension}}}""");

        Assert.Equal(content, _files.Files[path].Text);
    }

    [Theory]
    [InlineData("""{"url":"https://github.com/a/b"}""", "not beside the template")]
    [InlineData("""{"url":"../outside"}""", "leaves the folder of templates")]
    [InlineData("""{"url":"./none"}""", "no such folder")]
    [InlineData("""{"url":".","cookiecutterCompat":true}""", "cookiecutterCompat")]
    public async Task What_fetch_template_cannot_do_it_says(string input, string expected)
    {
        var said = "";
        try
        {
            said = (await OutcomeAsync(new FetchTemplate(new NunjucksEngine()), input)).Failure?.Message ?? "";
        }
        catch (ArgumentException ex)
        {
            said = ex.Message;
        }

        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_already_is_replaced_only_on_request()
    {
        Put("s/a.txt", "new");
        _files.Write("a.txt", new("old"u8.ToArray()));

        await RunAsync(new FetchTemplate(new NunjucksEngine()), """{"url":"s"}""");
        Assert.Equal("old", _files.Files["a.txt"].Text);

        await RunAsync(new FetchTemplate(new NunjucksEngine()), """{"url":"s","replace":true}""");
        Assert.Equal("new", _files.Files["a.txt"].Text);
    }

    [Fact]
    public async Task Plain_files_are_copied_renamed_and_deleted()
    {
        Put("s/a.txt", "${{ untouched }}");
        Put("s/d/b.txt", "b");

        await RunAsync(new FetchPlain(), """{"url":"./s","targetPath":"t"}""");
        await RunAsync(new FsRename(), """{"files":[{"from":"t/d","to":"e"}]}""");
        await RunAsync(new FsDelete(), """{"files":["t/*.none","t/a.*"]}""");

        Assert.Equal(["e/b.txt"], _files.Files.Keys);
    }

    [Fact]
    public async Task Renaming_what_is_not_there_fails_and_names_it()
        => Assert.Contains("there is no x", (await OutcomeAsync(new FsRename(), """{"files":[{"from":"x","to":"y"}]}""")).Failure!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "a\nb\n")]
    [InlineData("""{"trimBlocks":false,"lstripBlocks":false}""", "a\n  \nb\n  \n")]
    [InlineData("""{"trimBlocks":false}""", "a\n\nb\n\n")]
    [InlineData("""{"lstripBlocks":false}""", "a\n  b\n  ")]
    public async Task The_space_around_blocks_is_as_the_step_says(string more, string expected)
    {
        Put("skeleton/x.txt", "a\n  {% if values.on %}\nb\n  {% endif %}\n");
        var input = JsonNode.Parse(more)!.AsObject();
        (input["url"], input["values"]) = ("./skeleton", new JsonObject { ["on"] = true });

        await RunAsync(new FetchTemplate(new NunjucksEngine()), input.ToJsonString());

        Assert.Equal(expected, _files.Files["x.txt"].Text);
    }

    [Fact]
    public async Task One_file_beside_the_template_is_copied_as_it_is()
    {
        Put("LICENSE", "${{ values.kept }}");

        await RunAsync(new FetchPlainFile(), """{"url":"./LICENSE","targetPath":"docs/LICENSE.txt"}""");

        Assert.Equal("${{ values.kept }}", _files.Files["docs/LICENSE.txt"].Text);
        Assert.Contains("no such file", (await Assert.ThrowsAsync<ArgumentException>(() => OutcomeAsync(new FetchPlainFile(), """{"url":"./absent","targetPath":"x"}"""))).Message, StringComparison.Ordinal);
        Assert.Contains("leaves the folder", (await Assert.ThrowsAsync<ArgumentException>(() => OutcomeAsync(new FetchPlainFile(), """{"url":"../secret","targetPath":"x"}"""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_write_writes_the_entity_as_yaml()
    {
        await RunAsync(new CatalogWrite(), """{"entity":{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"x","tags":["a"]},"spec":{"n":3,"on":true,"text":"true"}}}""");

        var again = new YamlJson().Read(_files.Files["catalog-info.yaml"].Text!)!;
        Assert.Equal("""{"n":3,"on":true,"text":"true"}""", again["spec"]!.ToJsonString());
        Assert.Equal("template:default/t", again["metadata"]!["annotations"]!["backstage.io/source-template"]!.ToString());
    }

    [Fact]
    public async Task A_run_that_publishes_twice_makes_one_repository_with_one_commit()
    {
        var (server, action) = Git();
        _files.Write("README.md", new("hi"u8.ToArray()));
        _files.Write("run \"me\".sh", new("#!/bin/sh\n"u8.ToArray(), Executable: true));
        const string input = """{"repoUrl":"local?owner=demo&repo=x","description":"d","gitCommitMessage":"First"}""";

        var first = await RunAsync(action, input);
        var second = await RunAsync(action, input);

        Assert.Equal(first["commitHash"]!.ToString(), second["commitHash"]!.ToString());
        var place = server.PathOf(new("local", "demo", "x"));
        Assert.Equal("1", (await GitCommand.RunAsync(place, ["rev-list", "--count", "main"], Ct)).Trim());
        Assert.Contains("100755 blob", await GitCommand.RunAsync(place, ["ls-tree", "main"], Ct), StringComparison.Ordinal);
        Assert.Equal("", await GitCommand.RunAsync(place, ["fsck", "--strict"], Ct));
    }

    [Fact]
    public async Task A_half_built_repository_of_a_dead_process_is_built_anew()
    {
        var (server, action) = Git();
        _files.Write("a", new("a"u8.ToArray()));
        var site = Directory.CreateDirectory(Path.Combine(_folder, "git", ".new", "run-1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(site, "HEAD"), "half", Ct);

        await RunAsync(action, """{"repoUrl":"local?owner=demo&repo=x"}""");

        Assert.True((await server.ExistsAsync(new("local", "demo", "x"), Ct)).Value);
    }

    [Fact]
    public async Task Somebody_elses_repository_is_neither_written_nor_deleted()
    {
        var (server, action) = Git();
        _files.Write("a", new("a"u8.ToArray()));
        const string input = """{"repoUrl":"local?owner=demo&repo=x"}""";
        await RunAsync(action, input, runId: "somebody");

        var mine = await OutcomeAsync(action, input);
        await action.UndoAsync(new("run-1", "s", JsonNode.Parse(input)!.AsObject(), [], (_, _) => Task.CompletedTask), Ct);

        Assert.Contains("not made by this run", mine.Failure!.Message, StringComparison.Ordinal);
        Assert.True((await server.ExistsAsync(new("local", "demo", "x"), Ct)).Value);
        await action.UndoAsync(new("somebody", "s", JsonNode.Parse(input)!.AsObject(), [], (_, _) => Task.CompletedTask), Ct);
        Assert.False((await server.ExistsAsync(new("local", "demo", "x"), Ct)).Value);
    }

    [Fact]
    public async Task Of_two_runs_that_want_one_name_one_gets_it_and_the_other_leaves_nothing_behind()
    {
        var (server, action) = Git();
        _files.Write("a", new("a"u8.ToArray()));
        const string input = """{"repoUrl":"local?owner=demo&repo=x"}""";

        // Both look before either has built anything.
        var outcomes = await Task.WhenAll(OutcomeAsync(action, input, runId: "run-1"), OutcomeAsync(action, input, runId: "run-2"));

        Assert.Contains("Choose another name", Assert.Single(outcomes, o => o.Failure is not null).Failure!.Message, StringComparison.Ordinal);
        Assert.True((await server.ExistsAsync(new("local", "demo", "x"), Ct)).Value);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "git", ".new")));
    }

    private (LocalGitServer Server, IScaffoldAction Action) Git()
    {
        LocalGitServer server = new(Options.Create(new SourceControlOptions { LocalPath = Path.Combine(_folder, "git") }), new TestClock());
        return (server, new PublishLocalGit(server));
    }

    private void Put(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private async Task<JsonObject> RunAsync(IScaffoldAction action, string input, string runId = "run-1")
    {
        var outcome = await OutcomeAsync(action, input, runId);
        Assert.Null(outcome.Failure?.Message);
        return outcome.Output!;
    }

    private Task<ActionOutcome> OutcomeAsync(IScaffoldAction action, string input, string runId = "run-1") => action.RunAsync(
        new()
        {
            RunId = runId,
            StepId = "s",
            Input = JsonNode.Parse(input)!.AsObject(),
            Workspace = _files,
            TemplateFolder = _folder,
            TemplateRef = "template:default/t",
            Log = (text, _) => { _log.Add(text); return Task.CompletedTask; },
        },
        Ct);
}

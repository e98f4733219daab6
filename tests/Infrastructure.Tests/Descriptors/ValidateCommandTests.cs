using System.Text.Json;
using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class ValidateCommandTests : IAsyncDisposable
{
    private readonly IngestFixture _files = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task Valid_files_answer_0()
    {
        _files.Write("c/a.yaml", Component("a"));

        Assert.Equal(0, await RunAsync(_files.Path("c")));
        Assert.Equal("1 documents in 1 files: all valid.", _output.ToString().Split('\n')[0]);
    }

    [Fact]
    public async Task Each_error_is_a_line_with_file_line_and_column()
    {
        _files.Write("a.yaml", $"{Component("a")}---\n{Component("b").Replace("owner: team-a", "owner: 7", StringComparison.Ordinal)}");
        _files.Write("api.yaml", "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: x}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: a\n  definition:\n    $text: ./gone.yaml\n");

        Assert.Equal(1, await RunAsync(_files.Path("a.yaml"), _files.Path("api.yaml"), _files.Path("nowhere.yaml")));

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"{_files.Path("a.yaml")}:9:53: spec.owner must be a text; it is a number. Put it in quotes", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{_files.Path("api.yaml")}:9:12: $text: ./gone.yaml cannot be read", lines[1], StringComparison.Ordinal);
        Assert.Contains("no such file", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_get_JSON()
    {
        _files.Write("a.yaml", Component("a"));

        Assert.Equal(0, await RunAsync("--json", _files.Path("a.yaml")));

        using var answer = JsonDocument.Parse(_output.ToString());
        Assert.True(answer.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal("component:default/a", answer.RootElement.GetProperty("files")[0].GetProperty("documents")[0].GetProperty("ref").GetString());
    }

    [Fact]
    public async Task Without_a_path_it_says_how_to_use_it()
    {
        Assert.Equal(2, await RunAsync("--json"));
        Assert.Contains("portal validate <file, folder or pattern>", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => ValidateCommand.RunAsync(args, _output, _error, CancellationToken.None);
}

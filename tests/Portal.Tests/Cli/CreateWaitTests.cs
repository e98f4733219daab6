using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Scaffolding;
using Portal.Testing;
using Portal.Web.Cli;
using Portal.WebTests.Create;

namespace Portal.WebTests.Cli;

/// <summary><c>portal create --wait</c> over real runs, to their end.</summary>
public sealed class CreateWaitTests : IAsyncDisposable
{
    private const string Ask = "  parameters: [{title: A, properties: {name: {type: string}}}]\n";

    private readonly HoldAction _hold = new();
    private readonly EchoAction _echo = new();
    private readonly CreationHost _host = new(
        ("stuck", Ask + "  steps:\n    - {id: hold, name: Wait for the gate, action: test:hold, input: {name: '${{ parameters.name }}'}}\n"),
        ("broken", Ask + "  steps:\n    - {id: echo, name: Break, action: test:echo, input: {name: '${{ parameters.name }}'}}\n"));

    public CreateWaitTests() => _host.ConfigureServices = services => services.AddSingleton<IScaffoldAction>(_hold).AddSingleton<IScaffoldAction>(_echo);

    public async ValueTask DisposeAsync()
    {
        _hold.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_golden_path_is_followed_to_its_repository_and_ends_with_0()
    {
        await using CreationHost host = new();
        var (code, output, error) = await RunAsync(host, ["create", "aspnet-service", "--set", "name=waited-for", "--set", "description=From a shell", "--set", "owner=group:default/alpha", "--set", "repoUrl=local?owner=demo&repo=waited-for", "--wait"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("succeeded", output, StringComparison.Ordinal);
        Assert.Contains("  Repository: ", output, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(Path.Combine(await host.CloneAsync("waited-for"), "catalog-info.yaml")));
    }

    [Fact]
    public async Task The_json_of_a_followed_run_is_its_end_and_nothing_else()
    {
        var (code, output, error) = await RunAsync(["create", "broken", "--set", "name=fine", "--wait", "--json", "--timeout", "60"]);

        Assert.Equal((0, ""), (code, error));
        var run = JsonElement.Parse(output);
        Assert.Equal("succeeded", run.GetProperty("status").GetString());
        Assert.Equal("succeeded", run.GetProperty("steps")[0].GetProperty("status").GetString());
        Assert.Equal(["echo=fine"], _echo.Did);
    }

    [Fact]
    public async Task A_run_that_fails_ends_with_1_and_says_what_failed()
    {
        _echo.Failures["sad"] = 1000;

        var (code, output, _) = await RunAsync(["create", "broken", "--set", "name=sad", "--wait"]);
        var (second, json, _) = await RunAsync(["create", "broken", "--set", "name=sad", "--wait", "--json"]);

        Assert.Equal((1, 1), (code, second));
        Assert.Contains("failed     Break", output, StringComparison.Ordinal);
        Assert.Contains("sad fails.", output, StringComparison.Ordinal);
        Assert.Equal("failed", JsonElement.Parse(json).GetProperty("status").GetString());
    }

    [Fact]
    public async Task When_the_time_is_up_it_ends_with_4_and_the_run_goes_on()
    {
        TestClock clock = new();
        using var output = new StringWriter();
        using var error = new StringWriter();
        await ReadyAsync();
        var cli = new CliContext(output, error, TextReader.Null) { Connect = () => _host.ApiClient(), Pause = TimeSpan.FromSeconds(1), Clock = clock };
        var verb = CommandLine.RunAsync(["create", "stuck", "--set", "name=gate", "--wait", "--timeout=30", "--json"], cli, TestContext.Current.CancellationToken);
        await _hold.BeginsAsync(TestContext.Current.CancellationToken);
        while (!verb.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1)); // each look of the verb waits a second of this clock
            await Task.Yield();
        }

        Assert.Equal(4, await verb);
        var run = JsonElement.Parse(output.ToString());
        Assert.Equal("running", run.GetProperty("status").GetString());
        Assert.Contains("was still running when the time was up. It goes on: look at /runs/", error.ToString(), StringComparison.Ordinal);

        _hold.LetGo("gate");
        using var api = _host.ApiClient();
        await CreationHost.UntilAsync(api, run.GetProperty("id").GetString()!, "succeeded");
    }

    [Theory]
    [InlineData("--timeout", "30")]
    [InlineData("--wait", "--timeout", "0")]
    [InlineData("--wait", "--timeout", "soon")]
    [InlineData("--wait", "--timeout")]
    public async Task A_time_that_is_none_is_wrong_use(params string[] options)
    {
        var (code, _, error) = await RunAsync(["create", "broken", "--set", "name=x", .. options]);

        Assert.Equal(2, code);
        Assert.Contains("--timeout", error, StringComparison.Ordinal);
    }

    private Task ReadyAsync() => ReadyAsync(_host);

    private static async Task ReadyAsync(CreationHost host)
    {
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "alpha-api")) is not null);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string[] args) => RunAsync(_host, args);

    private static async Task<(int Code, string Output, string Error)> RunAsync(CreationHost host, string[] args)
    {
        await ReadyAsync(host);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, new CliContext(output, error, TextReader.Null) { Connect = () => host.ApiClient(), Pause = TimeSpan.FromMilliseconds(20) }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}

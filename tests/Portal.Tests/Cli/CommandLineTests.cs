using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Testing;
using Portal.Web.Cli;

namespace Portal.WebTests.Cli;

/// <summary>The verbs against the whole portal, as a shell would run them.</summary>
public sealed class CommandLineTests(PortalHost host) : IClassFixture<PortalHost>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_owns_prints_owner_and_evidence_and_ends_with_0()
    {
        var (code, output, error) = await RunAsync("who-owns", "alpha-api");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("component:default/alpha-api  owned by group:default/alpha", output, StringComparison.Ordinal);
        Assert.Contains("  - 'alpha-api' is the name of component:default/alpha-api", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_owns_reads_a_long_clue_from_standard_input_and_answers_machines()
    {
        var (code, output, _) = await RunAsync(["who-owns", "-", "--json"], input: """{"alerts":[{"labels":{"service":"alpha-api"}}]}""");

        Assert.Equal(0, code);
        Assert.Equal("component:default/alpha-api", JsonElement.Parse(output).GetProperty("matches")[0].GetProperty("service").GetString());
    }

    [Theory]
    [InlineData(1, "who-owns", "quite-unheard-of")]
    [InlineData(2, "who-owns")]
    [InlineData(2, "on-call")]
    [InlineData(2, "on-call", "a", "b")]
    [InlineData(2, "status", "a", "b")]
    [InlineData(2, "status", "--loud")]
    [InlineData(1, "status", "no-such-service")]
    [InlineData(1, "diff", "no-such-service")]
    [InlineData(2, "diff")]
    [InlineData(2, "diff", "alpha-api", "--from", "production")]
    [InlineData(2, "create")]
    [InlineData(2, "create", "x", "--set")]
    [InlineData(2, "create", "x", "--set", "name")]
    [InlineData(2, "create", "x", "--values", "/no/such/file.yaml")]
    [InlineData(1, "create", "no-such-template", "--set", "name=x")]
    [InlineData(2, "completion")]
    [InlineData(2, "completion", "tcsh")]
    public async Task What_is_not_found_ends_with_1_and_wrong_use_with_2(int expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal(expected, code);
        Assert.NotEqual("", output + error);
    }

    [Fact]
    public async Task A_portal_that_cannot_be_reached_ends_with_3_and_says_what_to_set()
    {
        using var error = new StringWriter();
        var cli = new CliContext(TextWriter.Null, error, TextReader.Null) { Connect = () => new HttpClient(new Gone()) { BaseAddress = new Uri("http://portal.invalid") } };

        Assert.Equal(3, await CommandLine.RunAsync(["status"], cli, CancellationToken.None));
        Assert.Contains("PORTAL_URL", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_none_is_said_to_be_missing()
    {
        using var error = new StringWriter();
        var cli = new CliContext(TextWriter.Null, error, TextReader.Null) { Connect = () => host.ApiClient("nonsense") };

        Assert.Equal(1, await CommandLine.RunAsync(["who-owns", "alpha-api"], cli, CancellationToken.None));
        Assert.Contains("PORTAL_TOKEN", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_where_a_service_runs_and_what_has_problems()
    {
        await ClustersAsync();

        var (code, one, _) = await RunAsync("status", "alpha-api");
        var (_, all, _) = await RunAsync("status");

        Assert.Equal(0, code);
        Assert.Contains("production cli-prod/alpha  2.0.0  1/1 ready", one, StringComparison.Ordinal);
        Assert.Contains("staging cli-staging/alpha  2.1.0", one, StringComparison.Ordinal);
        Assert.Contains("cli-staging is stale", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Diff_tells_which_versions_differ_between_two_places()
    {
        await ClustersAsync();

        var (code, human, _) = await RunAsync("diff", "alpha-api", "--from", "production", "--to=staging");
        var (_, json, _) = await RunAsync("diff", "component:default/alpha-api", "--json");
        var (missing, _, error) = await RunAsync("diff", "alpha-api", "--from", "production", "--to", "moon");

        Assert.Equal(0, code);
        Assert.Contains("Deployment alpha/alpha-api: differs", human, StringComparison.Ordinal);
        Assert.Contains("2.0.0  production cli-prod (eu-west)", human, StringComparison.Ordinal);
        Assert.Contains("2.1.0  staging cli-staging", human, StringComparison.Ordinal);
        Assert.True(JsonElement.Parse(json).GetProperty("differs").GetBoolean());
        Assert.Equal(1, missing);
        Assert.Contains("It runs in: production", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "who-owns")]
    [InlineData("zsh", "bashcompinit")]
    [InlineData("fish", "complete -c portal")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public async Task A_shell_is_given_every_verb_and_option(string shell, string part)
    {
        var (code, output, _) = await RunAsync("completion", shell);

        Assert.Equal(0, code);
        Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.All(CommandLine.Verbs, v => Assert.Contains(v.Name, output, StringComparison.Ordinal));
        Assert.Contains("dry-run", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_verb_and_exit_code()
    {
        var (code, output, _) = await RunAsync("help");

        Assert.Equal(0, code);
        Assert.All(CommandLine.Verbs, v => Assert.Contains($"portal {v.Name}", output, StringComparison.Ordinal));
        Assert.Contains("3 the portal cannot be reached", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_read_in_both_spellings_and_unknown_ones_are_named()
    {
        var read = CliArguments.Read(["a", "--set", "x=1", "--set=y=2", "--wait", "--odd"], flags: ["--wait"], valued: ["--set"]);

        Assert.Equal(["a"], read.Words);
        Assert.Equal(["x=1", "y=2"], read.Values("--set"));
        Assert.True(read.Has("--wait"));
        Assert.Equal("There is no option --odd here.", read.Mistake);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => await RunAsync(args, "");

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] args, string input)
    {
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "alpha-api")) is not null);
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input);
        var code = await CommandLine.RunAsync(args, new CliContext(output, error, reader) { Connect = () => host.ApiClient(), Pause = TimeSpan.FromMilliseconds(1) }, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private async Task ClustersAsync()
    {
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "alpha-api")) is not null);
        var pictures = host.Services.GetRequiredService<DeploymentPictures>();
        Replace("cli-prod", "production", "eu-west", ClusterState.Live, "2.0.0");
        Replace("cli-staging", "staging", null, ClusterState.Stale, "2.1.0");

        void Replace(string cluster, string environment, string? region, ClusterState state, string version)
        {
            var model = new ClusterModel(cluster, environment, region);
            Dictionary<string, string> labels = new(StringComparer.Ordinal) { ["app.kubernetes.io/name"] = "alpha-api" };
            model.Apply(new ObservedChange.Upserted(ObservedKind.Deployment, new ObservedWorkload
            {
                Metadata = new() { Name = "alpha-api", Namespace = "alpha", Uid = $"u-{cluster}", Labels = labels, CreationTimestamp = Now },
                Spec = new() { Replicas = 1, Template = new() { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new() { Name = "alpha-api", Image = $"registry.test/alpha/alpha-api:{version}" }] } } },
                Status = new() { Replicas = 1, ReadyReplicas = 1, UpdatedReplicas = 1, AvailableReplicas = 1 },
            }));
            pictures.Replace(new(cluster, environment, region, state, Now, null, null, "v1.31.0", [], 0, 0), model.Build(Now));
        }
    }

    private sealed class Gone : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("Connection refused");
    }
}

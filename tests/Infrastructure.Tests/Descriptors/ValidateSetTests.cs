using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>What <c>portal validate</c> says of several files together, and in which form.</summary>
public sealed class ValidateSetTests : IAsyncDisposable
{
    private const string Team = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-a}\nspec: {type: team, children: []}\n";

    private readonly IngestFixture _files = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task An_entity_that_two_files_declare_is_an_error_at_the_second()
    {
        _files.Write("c/a.yaml", Component("orders"));
        _files.Write("c/b.yaml", Component("other") + "---\n" + Component("orders"));

        Assert.Equal(1, await RunAsync(_files.Path("c")));
        Assert.Contains($"{_files.Path("c/b.yaml")}:6:1: component:default/orders is declared in {_files.Path("c/a.yaml")}, line 1, too.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_and_dependencies_that_the_files_should_hold_and_do_not_are_warnings()
    {
        _files.Write("c/team.yaml", Team);
        _files.Write("c/a.yaml", Component("a", "nobody", ", dependsOn: [component:gone, resource:elsewhere]"));

        Assert.Equal(0, await RunAsync(_files.Path("c")));

        var text = _output.ToString();
        Assert.Contains(":4:53: warning: spec.owner names group:default/nobody, which these files do not declare.", text, StringComparison.Ordinal);
        Assert.Contains("component:default/gone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", text, StringComparison.Ordinal); // the files hold no resource at all: nobody can tell
        Assert.Contains("2 documents in 2 files: all valid, 2 warnings.", text, StringComparison.Ordinal);
        Assert.Contains("1 ref leads out of these files and was not checked", text, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("--strict", _files.Path("c")));
    }

    [Fact]
    public async Task Targets_of_Locations_must_exist_and_not_lead_back()
    {
        _files.Write("c/all.yaml", Location("all", "./one.yaml", "./gone.yaml", "./*.yaml"));
        _files.Write("c/one.yaml", Location("one", "./two.yaml"));
        _files.Write("c/two.yaml", Location("two", "./one.yaml"));

        Assert.Equal(1, await RunAsync(_files.Path("c")));

        var text = _output.ToString();
        Assert.Contains($"{_files.Path("c/all.yaml")}:7:7: The target ./gone.yaml does not exist.", text, StringComparison.Ordinal);
        Assert.Contains("Locations form a cycle: one.yaml -> two.yaml -> one.yaml.", text, StringComparison.Ordinal);
        Assert.Contains("3 documents in 3 files: 2 not valid", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patterns_and_standard_input_are_paths_too()
    {
        _files.Write("c/a/catalog-info.yaml", Component("a"));
        _files.Write("c/b/catalog-info.yaml", Component("b"));
        _files.Write("c/b/other.yaml", "broken: [");

        Assert.Equal(0, await RunAsync(_files.Path("c/*/catalog-info.yaml")));
        Assert.Contains("2 documents in 2 files: all valid.", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(1, await ValidateCommand.RunAsync(["-"], _output, _error, CancellationToken.None, new StringReader("a: 1\na: 2\n")));
        Assert.Contains("stdin:2:1: The key 'a' stands twice", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_the_answer_is_the_order_of_names()
    {
        foreach (var name in Enumerable.Range(0, 60).Select(i => $"{(char)('a' + (i * 7 % 26))}{i:00}"))
        {
            _files.Write($"c/{name}.yaml", "kind: 7\n");
        }

        await RunAsync(_files.Path("c"));
        var first = _output.ToString();
        var files = first.Split('\n').Where(l => l.Contains(".yaml:", StringComparison.Ordinal)).Select(l => l.Split(':')[0]).ToList();
        Assert.Equal(files.Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public async Task SARIF_names_rule_place_and_a_fingerprint_that_moves_with_the_text()
    {
        _files.Write("c/team.yaml", Team);
        _files.Write("c/a b.yaml", Component("a", "7") + "---\n" + Component("b", "nobody"));
        Assert.Equal(1, await RunAsync("--sarif", _files.Path("c")));
        using var before = JsonDocument.Parse(_output.ToString());

        Assert.Equal("2.1.0", before.RootElement.GetProperty("version").GetString());
        var run = before.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.Equal(DescriptorRules.All.Select(r => r.Id), rules.EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        Assert.All(rules.EnumerateArray(), r => Assert.EndsWith("/docs/portal/validate#" + r.GetProperty("id").GetString(), r.GetProperty("helpUri").GetString(), StringComparison.Ordinal));
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["error", "warning"], results.Select(r => r.GetProperty("level").GetString()));
        Assert.Equal(["kind", "missing-entity"], results.Select(r => r.GetProperty("ruleId").GetString()));
        Assert.All(results, r => Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()));
        var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("/a%20b.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal((4, 53), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));

        _files.Write("c/a b.yaml", "# a comment above\n\n" + Component("a", "7") + "---\n" + Component("b", "nobody"));
        _output.GetStringBuilder().Clear();
        await RunAsync("--sarif", _files.Path("c"));
        using var after = JsonDocument.Parse(_output.ToString());
        Assert.Equal(Fingerprints(before), Fingerprints(after));

        static IEnumerable<string?> Fingerprints(JsonDocument sarif)
            => sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(r => r.GetProperty("partialFingerprints").GetProperty("portalFinding/v1").GetString());
    }

    [Fact]
    public async Task SARIF_goes_to_a_file_beside_the_words()
    {
        _files.Write("c/a.yaml", "kind: 7\n");

        Assert.Equal(1, await RunAsync("--sarif", _files.Path("out.sarif"), _files.Path("c/a.yaml")));

        using var sarif = JsonDocument.Parse(await File.ReadAllTextAsync(_files.Path("out.sarif"), TestContext.Current.CancellationToken));
        Assert.NotEqual(0, sarif.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
        Assert.Contains("1 not valid", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_of_ones_own_come_from_their_folder()
    {
        _files.Write("kinds/alarm.yaml", "kind: Alarm\napiVersions: [example.com/v1]\nschema: {type: object, required: [level]}\n");
        _files.Write("c/a.yaml", "apiVersion: example.com/v1\nkind: Alarm\nmetadata: {name: a}\nspec: {level: 1}\n");

        Assert.Equal(1, await RunAsync(_files.Path("c")));
        Assert.Equal(0, await RunAsync("--kinds", _files.Path("kinds"), _files.Path("c")));

        _files.Write("kinds/alarm.yaml", "kind: Alarm\nschema: {}\n");
        Assert.Equal(2, await RunAsync("--kinds", _files.Path("kinds"), _files.Path("c")));
        Assert.Contains("alarm.yaml:1:1: apiVersions is missing.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_portal_says_what_exists()
    {
        _files.Write("c/a.yaml", Component("a", "known", ", dependsOn: [resource:db]"));
        using var portal = new Answering("""{"missing":["resource:default/db"]}""", HttpStatusCode.OK);

        Assert.Equal(0, await ValidateCommand.RunAsync([_files.Path("c"), "--against", "https://portal.example.test"], _output, _error, CancellationToken.None, http: portal));

        Assert.Equal("""{"refs":["group:default/known","resource:default/db"]}""", portal.Asked);
        Assert.Contains("warning: spec.dependsOn names resource:default/db, which neither these files nor the catalog declare.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 warning.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_does_not_answer_is_no_verdict()
    {
        _files.Write("c/a.yaml", Component("a"));
        using var portal = new Answering("", HttpStatusCode.Unauthorized);

        Assert.Equal(2, await ValidateCommand.RunAsync([_files.Path("c"), "--against=https://portal.example.test"], _output, _error, CancellationToken.None, http: portal));
        Assert.Contains("answered 401", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--colour")]
    [InlineData("--kinds")]
    [InlineData("--kinds /no/such/folder")]
    [InlineData("--against ftp://x")]
    [InlineData("--json --sarif")]
    [InlineData("")]
    public async Task Wrong_use_is_told_with_what_there_is(string options)
    {
        var path = _files.Path("c");

        Assert.Equal(2, await RunAsync([.. options.Length == 0 ? Array.Empty<string>() : [path], .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Contains("portal validate <file, folder or pattern>", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_hundred_files_are_one_answer()
    {
        for (var i = 0; i < 500; i++)
        {
            _files.Write($"c/s{i:000}/catalog-info.yaml", Component($"svc-{i}"));
        }

        Assert.Equal(0, await RunAsync(_files.Path("c")));
        Assert.Contains("500 documents in 500 files: all valid.", _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => ValidateCommand.RunAsync(args, _output, _error, CancellationToken.None);

    private sealed class Answering(string body, HttpStatusCode status) : HttpMessageHandler
    {
        public string? Asked { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}

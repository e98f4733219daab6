using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.ApplicationTests.Scaffolding;

public sealed class CatalogActionTests
{
    private readonly Known _known = new();

    [Fact]
    public async Task Entities_are_fetched_as_Backstage_answers_them()
    {
        var outcome = await Fetch("""{"entityRef":"orders","entityRefs":["component:default/orders","Component:absent"],"defaultKind":"Component","optional":true}""");

        Assert.Equal(("Component", "orders"), (outcome.Output!["entity"]!["kind"]!.ToString(), outcome.Output["entity"]!["metadata"]!["name"]!.ToString()));
        Assert.Equal([true, false], outcome.Output["entities"]!.AsArray().Select(e => e is not null));
    }

    [Theory]
    [InlineData("""{"entityRef":"component:default/absent"}""", "the catalog has no component:default/absent")]
    [InlineData("""{"entityRefs":["orders"]}""", "is no entity ref")]
    [InlineData("{}", "needs entityRef or entityRefs")]
    public async Task What_is_not_there_fails_in_words(string input, string words)
    {
        var said = await Record.ExceptionAsync(async () => Assert.Contains(words, (await Fetch(input)).Failure!.Message, StringComparison.Ordinal)) is ArgumentException thrown ? thrown.Message : words;

        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_fetch_is_no_failure_when_it_is_optional() => Assert.Empty((await Fetch("""{"optional":true}""")).Output!);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Cleaning_up_takes_out_only_what_the_run_registered(bool wasThere, int left)
    {
        const string Location = "https://github.com/acme/shop/blob/main/catalog-info.yaml";
        if (wasThere)
        {
            _known.Locations.Add(Location);
        }

        JsonObject note = [];
        CatalogRegister action = new(_known);
        var input = JsonNode.Parse($$"""{"catalogInfoUrl":"{{Location}}"}""")!.AsObject();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var context = Context(input) with { Checkpoint = note, SaveCheckpoint = (n, _) => { note = n; return Task.CompletedTask; } };
            Assert.Equal("component:default/shop", (await action.RunAsync(context, CancellationToken.None)).Output!["entityRef"]!.ToString());
        }

        await action.UndoAsync(new("run", "step", input, note, (_, _) => Task.CompletedTask), CancellationToken.None);

        Assert.Equal(left, _known.Locations.Count);
    }

    [Fact]
    public async Task A_dry_run_answers_the_ref_that_the_descriptor_will_have()
    {
        var context = Context(JsonNode.Parse("""{"repoContentsUrl":"https://github.com/acme/shop/blob/main/"}""")!.AsObject()) with { DryRun = true };
        context.Workspace.Write("catalog-info.yaml", new("kind: Component\nmetadata:\n  name: shop\nspec:\n  owner: group:default/alpha\n"u8.ToArray()));

        var outcome = await new CatalogRegister(_known).RunAsync(context, CancellationToken.None);

        Assert.Equal("component:default/shop", outcome.Output!["entityRef"]!.ToString());
        Assert.Equal("component:default/shop, owner group:default/alpha", Assert.Single(context.Effects).Target);
        Assert.Empty(_known.Locations);
    }

    private static ActionContext Context(JsonObject input) => new()
    {
        RunId = "run",
        StepId = "step",
        Input = input,
        Workspace = new(),
        TemplateFolder = "/",
        TemplateRef = "template:default/t",
        Log = (_, _) => Task.CompletedTask,
    };

    private static Task<ActionOutcome> Fetch(string input) => new CatalogFetch(new OneEntity()).RunAsync(Context(JsonNode.Parse(input)!.AsObject()), CancellationToken.None);

    private sealed class OneEntity : ICatalog
    {
        public CatalogGraph Current { get; } = CatalogGraph.Build([new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders", Namespace = "default", SpecUtf8 = "{}"u8.ToArray() }], 1, DateTimeOffset.UnixEpoch);
    }

    private sealed class Known : IScaffoldCatalog
    {
        public HashSet<string> Locations { get; } = new(StringComparer.Ordinal);

        public bool Knows(string location) => Locations.Contains(location);

        public Task<Result<CatalogRegistration>> RegisterAsync(string location, string? descriptor, CancellationToken ct)
        {
            Locations.Add(location);
            return Task.FromResult<Result<CatalogRegistration>>(new CatalogRegistration(["api:default/shop", "component:default/shop"]));
        }

        public Task<Result<Done>> UnregisterAsync(string location, CancellationToken ct)
        {
            Locations.Remove(location);
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Benchmarks;

/// <summary>
/// How long reading, building and asking take for a catalog of a given size:
/// <c>dotnet run -c Release --project tests/Benchmarks -- catalog 100000</c>. Entities are made up: a fifth people, half components.
/// </summary>
internal static class CatalogBenchmark
{
    private const int Rounds = 20;

    public static async Task RunAsync(int count)
    {
        var text = Descriptors(count);
        Console.WriteLine($"{count} entities, {text.Length / 1048576.0:0.0} MB of YAML");
        var reader = new YamlDescriptorReader(DescriptorLimits.Default with { MaxFileBytes = long.MaxValue });
        CatalogEntity[] entities = [];
        Once("read, validate", () => entities = [.. reader.Read(text, "bench.yaml").Where(d => DescriptorValidator.Validate(d.Root!, "bench.yaml").IsValid).Select(d => EntityFactory.Create(d.Root!, new EntitySource("bench.yaml", d.Line, null, DateTimeOffset.UnixEpoch), null))]);
        Trace.Assert(entities.Length == count, "every made-up descriptor is valid");

        var graph = CatalogGraph.Empty;
        await ManyAsync("build graph", () => Task.FromResult(graph = CatalogGraph.Build(entities, 1, DateTimeOffset.UnixEpoch)));
        Once("text index", () => _ = graph.Search);
        var catalog = new Fixed(graph);
        var list = new ListEntitiesHandler(catalog, new NoSources(), new NoPast());
        var facets = new GetFacetsHandler(catalog, new NoPast());
        var relations = new GetEntityRelationsHandler(catalog, new NoPast(), new DependencyNoteReader(new YamlDescriptorReader()));
        await ManyAsync("list, first page", () => list.Handle(new(new EntityFilter()), default));
        await ManyAsync("list, kind + owner, by name", () => list.Handle(new(new EntityFilter { Kind = ["component"], Owner = ["team-1"] }, "name"), default));
        await ManyAsync("list, components by name", () => list.Handle(new(new EntityFilter { Kind = ["component"] }, "name"), default));
        await ManyAsync("search, two words", () => list.Handle(new(new EntityFilter { Q = "orders 17" }), default));
        await ManyAsync("search, misspelt", () => list.Handle(new(new EntityFilter { Q = "ordres" }), default));
        await ManyAsync("facets, seven", () => facets.Handle(new(["kind", "spec.type", "spec.owner", "spec.system", "spec.lifecycle", "metadata.tags", "metadata.namespace"], new EntityFilter()), default));
        await ManyAsync("facets, of components", () => facets.Handle(new(["kind", "spec.type", "spec.owner", "spec.system", "spec.lifecycle", "metadata.tags"], new EntityFilter { Kind = ["component"] }, LeaveOut: true), default));
        await ManyAsync("relations, depth 3", () => relations.Handle(new("component:default/orders-17", 3), default));
        GC.Collect();
        var before = GC.GetTotalMemory(true);
        var bare = CatalogGraph.Build(entities, 2, DateTimeOffset.UnixEpoch);
        var built = GC.GetTotalMemory(true);
        await ManyAsync("build and warm graph", () =>
        {
            var next = CatalogGraph.Build(entities, 3, DateTimeOffset.UnixEpoch);
            next.WarmLike(graph);
            return Task.FromResult(next);
        });
        var between = GC.GetTotalMemory(true);
        bare.WarmLike(graph);
        Console.WriteLine($"{"snapshot without its entities",-32}{(built - before) / 1048576.0,10:0.0} MB, and its indexes {(GC.GetTotalMemory(true) - between) / 1048576.0:0.0} MB");
        GC.KeepAlive(bare);
        Console.WriteLine($"{"managed memory",-32}{GC.GetTotalMemory(true) / 1048576.0,10:0} MB");
    }

    private static string Descriptors(int count)
    {
        var random = new Random(1);
        string[] words = ["orders", "billing", "parcel", "ledger", "search", "profile", "stock", "invoice"];
        var teams = Math.Max(2, count * 3 / 100);
        var people = count / 5;
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"---\napiVersion: backstage.io/v1alpha1\n");
            _ = i < teams ? text.Append(CultureInfo.InvariantCulture, $"kind: Group\nmetadata: {{name: team-{i}}}\nspec: {{type: team, children: []}}\n")
                : i < teams + people ? text.Append(CultureInfo.InvariantCulture, $"kind: User\nmetadata: {{name: user-{i}}}\nspec: {{profile: {{displayName: User {i}}}, memberOf: [team-{random.Next(teams)}]}}\n")
                : text.Append(CultureInfo.InvariantCulture, $"kind: Component\nmetadata:\n  name: {words[i % words.Length]}-{i - teams - people}\n  description: Keeps {words[random.Next(words.Length)]} in order for everybody who asks\n  tags: [dotnet, {words[random.Next(words.Length)]}]\nspec:\n  type: service\n  lifecycle: production\n  owner: team-{random.Next(teams)}\n  dependsOn: [component:{words[(i - 1) % words.Length]}-{Math.Max(0, i - teams - people - 1)}, resource:db-{random.Next(500)}]\n");
        }

        // The relations benchmark needs a name that is there whatever the count.
        return text.Replace("name: " + words[(teams + people + 17) % words.Length] + "-17\n", "name: orders-17\n").ToString();
    }

    private static void Once(string name, Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        Console.WriteLine($"{name,-32}{clock.Elapsed.TotalMilliseconds,10:0.0} ms");
    }

    private static async Task ManyAsync<T>(string name, Func<Task<T>> work)
    {
        await work();
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            await work();
            times[i] = clock.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine($"{name,-32}{times[Rounds / 2],10:0.0} ms median {times[^2],10:0.0} ms p95");
    }

    private sealed class Fixed(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }

    private sealed class NoPast : ICatalogHistory
    {
        public Task<Application.Common.Result<CatalogGraph>> AsOfAsync(DateTimeOffset at, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class NoSources : ICatalogIngest
    {
        public IReadOnlyList<LocationStatus> Locations => [];

        public Task FirstPass => Task.CompletedTask;

        public bool HasBeenRead => true;

        public Task<Application.Common.Result<RegisteredLocation>> RegisterAsync(string type, string target, string origin, CancellationToken ct) => throw new NotSupportedException();

        public Task<Application.Common.Result<RegisteredLocation>> RegisterTrustedAsync(string type, string target, string origin, CancellationToken ct) => throw new NotSupportedException();

        public Task<Application.Common.Result<LocationStatus>> RefreshAsync(string id, string by, CancellationToken ct) => throw new NotSupportedException();

        public Task RefreshRepositoryAsync(string repositoryUrl, CancellationToken ct) => Task.CompletedTask;

        public Task<Application.Common.Result<LocationStatus>> RemoveAsync(string id, string by, CancellationToken ct) => throw new NotSupportedException();
    }
}

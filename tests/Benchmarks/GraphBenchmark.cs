using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Catalog.Definitions;
using Portal.Application.Common;
using Portal.Infrastructure.Descriptors;
using Portal.Web.Features.Graph;

namespace Portal.Benchmarks;

/// <summary>What a page of a large graph and of a large definition cost the server before they are written out.</summary>
internal static class GraphBenchmark
{
    private const int Rounds = 20;
    private const int DefinitionBytes = 2_000_000;

    /// <param name="count">Services; each rests on two others.</param>
    public static async Task RunAsync(int count)
    {
        var random = new Random(1);
        var graph = CatalogGraph.Build(
            Enumerable.Range(0, count).Select(n => new CatalogEntity
            {
                Ref = Service(n),
                Kind = "Component",
                Name = Service(n).Name,
                Type = "service",
                Declares = n == 0 ? [] : [.. new[] { random.Next(Math.Max(0, n - 300), n), random.Next(Math.Max(0, n - 300), n) }.Distinct().Select(d => new Relation(RelationTypes.DependsOn, Service(d)))],
            }), 1, TimeProvider.System.GetUtcNow());
        var relations = new GetEntityRelationsHandler(new Fixed(graph), new NoPast(), new DependencyNoteReader(new YamlDescriptorReader()));
        var query = new GetEntityRelations(Service(count / 2).ToString(), Depth: 10, Types: [RelationTypes.DependsOn], Limit: count) { Kinds = [] };
        var found = (await relations.Handle(query, CancellationToken.None)).Value;
        Measure($"relations of {found.Nodes.Count} nodes", () => relations.Handle(query, CancellationToken.None).GetAwaiter().GetResult());
        Measure($"layout of {found.Nodes.Count} nodes, {found.Edges.Count} edges", () => GraphLayout.Of(found));

        var definition = Definition();
        Measure($"outline of {definition.Length / 1e6:0.0} MB JSON", () => new ApiDefinitions(new YamlDescriptorReader()).Read(definition, "openapi"));
    }

    private static string Definition()
    {
        var text = new StringBuilder("{\"openapi\":\"3.0.3\",\"paths\":{");
        for (var n = 0; text.Length < DefinitionBytes; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(n == 0 ? "" : ",")}\n\"/things/{n}\":{{\"get\":{{\"operationId\":\"get{n}\",\"summary\":\"Thing {n}\",\"responses\":{{\"200\":{{\"description\":\"OK\",\"content\":{{\"application/json\":{{\"schema\":{{\"$ref\":\"#/components/schemas/Thing\"}}}}}}}}}}}}}}");
        }

        return text.Append("},\"components\":{\"schemas\":{\"Thing\":{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#/components/schemas/Thing\"}}}}}}").ToString();
    }

    private static EntityRef Service(int n) => new("component", "default", n.ToString("'service-'0000", CultureInfo.InvariantCulture));

    private static void Measure(string name, Func<object> action)
    {
        List<double> milliseconds = [];
        for (var i = 0; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var first = milliseconds[0];
        milliseconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} first {first:0.0} ms  median {milliseconds[Rounds / 2]:0.0} ms  worst {milliseconds[^1]:0.0} ms"));
    }

    private sealed class NoPast : ICatalogHistory
    {
        public Task<Result<CatalogGraph>> AsOfAsync(DateTimeOffset at, CancellationToken ct)
            => Task.FromResult<Result<CatalogGraph>>(new NotFound("benchmark.no_past", "The benchmark has no history."));
    }

    private sealed class Fixed(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }
}

using System.Diagnostics;
using System.Globalization;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Benchmarks;

/// <summary>
/// How long the catalog as of a moment takes: <c>dotnet run -c Release --project tests/Benchmarks -- history 10000 20</c> makes so many services, changes each so
/// often, and asks for moments all over their history, each time with nothing kept.
/// </summary>
internal static class HistoryBenchmark
{
    private const int PerFile = 500;
    private const int Questions = 15;

    public static async Task RunAsync(int count, int changes)
    {
        var folder = Directory.CreateTempSubdirectory("portal-history-").FullName;
        try
        {
            using var catalog = await CatalogInside.OpenAsync(Path.Combine(folder, "data"));
            List<DateTimeOffset> moments = [];
            var clock = Stopwatch.StartNew();
            for (var round = 0; round <= changes; round++)
            {
                Write(Path.Combine(folder, "c"), count, round);
                await LookAsync(catalog, Path.Combine(folder, "c"));
                moments.Add(TimeProvider.System.GetUtcNow());
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} entities, {changes} changes each, written in {clock.Elapsed.TotalSeconds:0.0} s; database {new FileInfo(Path.Combine(folder, "data", "portal.db")).Length / 1048576.0:0} MB"));
            for (var i = 0; i < Questions; i++)
            {
                _ = await catalog.History().AsOfAsync(moments[i % moments.Count], CancellationToken.None); // a portal that has run for a while is compiled
            }

            await MeasureAsync("as of a moment, all changed since", catalog, moments, count, i => moments[i % (moments.Count - 1)]);
            await MeasureAsync("as of now, nothing changed since", catalog, moments, count, _ => moments[^1]);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LookAsync(CatalogInside catalog, string folder)
    {
        var known = catalog.Ingest.Locations;
        _ = known.Count == 0
            ? (await catalog.Ingest.RegisterTrustedAsync("directory", folder, "user:default/bench", CancellationToken.None)).Value.Location
            : (await catalog.Ingest.RefreshAsync(known[0].Id, "user:default/bench", CancellationToken.None)).Value;
    }

    private static async Task MeasureAsync(string name, CatalogInside catalog, List<DateTimeOffset> moments, int count, Func<int, DateTimeOffset> moment)
    {
        var (build, list) = (new double[Questions], new double[Questions]);
        for (var i = 0; i < Questions; i++)
        {
            var history = catalog.History();
            var clock = Stopwatch.StartNew();
            var graph = (await history.AsOfAsync(moment(i), CancellationToken.None)).Value;
            build[i] = clock.Elapsed.TotalMilliseconds;
            clock.Restart();
            var page = await new ListEntitiesHandler(catalog.Store, catalog.Ingest, history).Handle(new(new EntityFilter { Kind = ["component"] }, "name", 50, AsOf: moment(i)), default);
            list[i] = build[i] + clock.Elapsed.TotalMilliseconds;
            Trace.Assert(graph.Entities.Count == count && page.Value.Total == count, "every service was there at every moment");
        }

        Array.Sort(build);
        Array.Sort(list);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-38}{build[Questions / 2],8:0} ms median {build[^1],8:0} ms slowest; with a page of the list {list[Questions / 2]:0} and {list[^1]:0} ms ({moments.Count} moments)"));
    }

    private static void Write(string folder, int count, int round)
    {
        Directory.CreateDirectory(folder);
        for (var file = 0; file * PerFile < count; file++)
        {
            File.WriteAllText(Path.Combine(folder, $"services-{file:D4}.yaml"), string.Concat(Enumerable.Range(file * PerFile, Math.Min(PerFile, count - (file * PerFile))).Select(i => string.Create(CultureInfo.InvariantCulture, $"""
                ---
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata:
                  name: service-{i}
                  description: Keeps number {i} in order for everybody who asks, version {round} of it
                  tags: [dotnet, round-{round}]
                  annotations:
                    portal.dev/tier: "{i % 4}"
                    backstage.io/source-location: url:https://git.example.test/shop/service-{i}
                spec:
                  type: service
                  lifecycle: production
                  owner: team-{(i + round) % 300}
                  system: system-{i % 500}
                  dependsOn: [component:service-{(i * 7) % count}, resource:db-{i % 600}]

                """))));
        }
    }
}

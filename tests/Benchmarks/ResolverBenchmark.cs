using System.Diagnostics;
using System.Globalization;
using Portal.Application.Catalog.Definitions;
using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;
using Portal.Testing.Golden;

namespace Portal.Benchmarks;

/// <summary>How long finding an owner takes, kind by kind, at rest and while pods come and go: <c>dotnet run -c Release --project tests/Benchmarks -- resolver [entities=10000] [pods=10000]</c></summary>
internal static class ResolverBenchmark
{
    private const int Clues = 1_000;
    private const int Rounds = 5;

    public static void Run(int entities, int pods)
    {
        var organisation = SyntheticOrganisation.Make(entities, pods);
        var clues = new GoldenClues(organisation, 7).Make(Clues);
        var finder = new OwnerFinder(organisation, new ClueIndexes(new ApiOffers(new ApiDefinitions(new YamlDescriptorReader())), organisation.Packages),
            new EstateIndexes(organisation.Pictures, organisation.Pictures, organisation.Gone), organisation.CodeOwners, new OwnerDescribers(organisation, organisation.Pictures, OnCallFixture.Directory(organisation.Current)));
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        finder.Warm();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{organisation.Current.Entities.Count:N0} entities, {organisation.Pods.Count:N0} pods in 3 clusters; first index {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms, {(GC.GetTotalMemory(forceFullCollection: true) - memory) / 1048576.0:0} MB"));

        List<(string Kind, double Ms)> took = [];
        for (var round = 0; round < Rounds; round++)
        {
            took.AddRange(clues.Select(c => (c.Kind, Time(() => finder.Find(c.Text)))));
        }

        took.RemoveRange(0, clues.Count); // the first round compiles
        foreach (var kind in took.GroupBy(t => t.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Report(kind.Key, [.. kind.Select(k => k.Ms)]);
        }

        Report("all", [.. took.Select(t => t.Ms)]);
        Report("after a pod has changed", [.. clues.Select((c, n) =>
        {
            Touch(organisation, n);
            return Time(() => finder.Find(c.Text));
        })]);
        var right = clues.Count(c => finder.Find(c.Text).Matches is [var first, ..] && (c.Service is null || c.Service == first.Service) && c.Owner == first.Owner);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first answer right: {right} of {clues.Count}"));
    }

    // A cluster of its own with one pod that restarts: the structure of the others stays.
    private static void Touch(GoldenOrganisation organisation, int n)
    {
        var cluster = organisation.Pictures.Clusters[n % 3];
        organisation.Pictures.Replace(cluster, organisation.Restart(cluster.Name, n));
    }

    private static double Time(Action run)
    {
        var began = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Report(string what, List<double> took)
    {
        took.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26}{took.Count,6}   p50 {took[took.Count / 2],7:0.000} ms   p99 {took[(int)(took.Count * 0.99)],7:0.000} ms   max {took[^1],7:0.000} ms"));
    }
}

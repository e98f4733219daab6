using System.Globalization;
using Portal.Testing.Culprit;

namespace Portal.Benchmarks;

/// <summary>How well the ranking of changes finds the cause:  dotnet run -c Release --project tests/Benchmarks -- culprit [seed=1] [times=5] [misses]</summary>
internal static class CulpritScore
{
    public static int Run(IReadOnlyList<string> args)
    {
        var seed = Number(args, "seed", 1);
        var times = Number(args, "times", 5);
        var results = CulpritBench.Run(seed, times);
        Console.WriteLine($"seed {seed}: {results.Count} faults of {CulpritBench.Kinds.Count} kinds, each among {CulpritBench.Innocent} innocent changes");
        Console.WriteLine($"{"fault",-18}{"first",8}{"in three",10}{"newest first",14}{"ranked",8}");
        foreach (var kind in results.GroupBy(r => r.Kind))
        {
            Console.WriteLine($"{kind.Key,-18}{kind.Count(IsFirst) + "/" + kind.Count(),8}{kind.Count(IsInThree) + "/" + kind.Count(),10}{kind.Count(IsNewest) + "/" + kind.Count(),14}{kind.Average(r => r.Of),8:0.0}");
        }

        Console.WriteLine($"{"all",-18}{Share(results, IsFirst),8}{Share(results, IsInThree),10}{Share(results, IsNewest),14}");
        Console.WriteLine("newest first: how often the cause would be first if the newest change came first");
        foreach (var miss in args.Contains("misses") ? results.Where(r => !IsFirst(r)) : [])
        {
            Console.WriteLine($"{miss.Kind}: place {miss.Rank} of {miss.Of}. {miss.Words}");
        }

        return results.Count(IsInThree) >= 0.9 * results.Count ? 0 : 1;
    }

    private static bool IsFirst(CulpritResult result) => result.Rank == 1;

    private static bool IsNewest(CulpritResult result) => result.Newest == 1;

    private static bool IsInThree(CulpritResult result) => result.Rank is >= 1 and <= 3;

    private static string Share(IReadOnlyList<CulpritResult> results, Func<CulpritResult, bool> which) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * results.Count(which) / results.Count:0} %");

    private static int Number(IReadOnlyList<string> args, string name, int otherwise)
        => args.FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal)) is { } arg ? int.Parse(arg[(name.Length + 1)..], CultureInfo.InvariantCulture) : otherwise;
}

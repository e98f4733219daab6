using System.Globalization;
using Portal.Benchmarks;

switch (args)
{
    case ["catalog", ..]:
        await CatalogBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["live", ..]:
        return LiveState.Run();
    case ["rendering", ..]:
        BenchmarkDotNet.Running.BenchmarkRunner.Run<RenderingBenchmark>();
        return 0;
    default:
        Console.WriteLine("catalog [entities]   reading, building and asking the catalog");
        Console.WriteLine("live                 the picture of 10,000 pods, and an event's way to its topic");
        Console.WriteLine("rendering            the golden path's files, cold and warm (BenchmarkDotNet; needs -c Release)");
        return 2;
}

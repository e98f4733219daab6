using System.Globalization;
using Portal.Benchmarks;

switch (args)
{
    case ["catalog", ..]:
        await CatalogBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["live", ..]:
        return LiveState.Run();
    default:
        Console.WriteLine("catalog [entities]   reading, building and asking the catalog");
        Console.WriteLine("live                 the picture of 10,000 pods, and an event's way to its topic");
        return 2;
}

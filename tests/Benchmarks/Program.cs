using System.Globalization;
using Portal.Benchmarks;
using Portal.Benchmarks.Load;

switch (args)
{
    case ["catalog", ..]:
        await CatalogBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["descriptors", var folder]:
        DescriptorBenchmark.Run(folder);
        return 0;
    case ["graph", ..]:
        await GraphBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000);
        return 0;
    case ["history", ..]:
        await HistoryBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 20);
        return 0;
    case ["live", ..]:
        return LiveState.Run();
    case ["estate", ..]:
        await EstateBenchmark.RunAsync([.. args.Skip(1)]);
        return 0;
    case ["kept", ..]:
        await KeptBenchmark.RunAsync([.. args.Skip(1)]);
        return 0;
    case ["rendering", ..]:
        await RenderingBenchmark.RunAsync();
        return 0;
    case ["upgrades", ..]:
        await UpgradesBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100);
        return 0;
    case ["load", _, ..]:
        return await LoadBenchmark.RunAsync(args);
    case ["bare", var port]:
        return await BareServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
    case ["packages", ..]:
        await PackagesBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000);
        return 0;
    case ["resolver", ..]:
        ResolverBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["scaffold", ..]:
        await ScaffoldBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40);
        return 0;
    case ["culprit", ..]:
        return CulpritScore.Run([.. args.Skip(1)]);
    case ["templates", var templates]:
        return await PublicTemplates.RunAsync(templates);
    default:
        Console.WriteLine("catalog [entities]   reading, building and asking the catalog");
        Console.WriteLine("descriptors <folder> from text to entity, step by step, for the descriptor files of a folder");
        Console.WriteLine("graph [services]     relations and layout of a large graph, and the outline of a large definition");
        Console.WriteLine("history [entities] [changes]   the catalog as of moments all over its history");
        Console.WriteLine("live                 the picture of 10,000 pods, and an event's way to its topic");
        Console.WriteLine("scaffold [runs]      from answers to repository and entity, on emulate and on the local git server");
        Console.WriteLine("templates <folder>   which templates of others are read, and which actions they lack");
        Console.WriteLine("estate [clusters=5] [pods=6000] [entities=0] [events=1000] [tabs=200] [incident]   a portal process over simulated clusters: memory, first list, matrix page, open tabs, from change to text");
        Console.WriteLine("kept [clusters=5] [pods=6000]   what is written beside the watch: how large it is, how long to write and to read at the start");
        Console.WriteLine("culprit [seed=1] [times=5] [misses]   faults of ten kinds among innocent changes: how often the true cause is ranked first, and among the first three");
        Console.WriteLine("packages [uses]      who uses a package, over that many uses");
        Console.WriteLine("resolver [entities] [pods]   from any clue to the owner, kind by kind");
        Console.WriteLine("rendering            the golden path's files, with a fresh and with a used engine");
        Console.WriteLine("upgrades [services=100]   services from the golden path, and a bulk upgrade of all of them");
        Console.WriteLine("load FOLDER [seconds] [uncached] [only=NAME]   requests per second of every catalog read, beside bare Kestrel");
        return 2;
}

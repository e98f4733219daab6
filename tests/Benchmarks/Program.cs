using System.Globalization;
using Portal.Benchmarks;

if (args is ["catalog", ..])
{
    await CatalogBenchmark.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000);
    return 0;
}

if (args is ["rendering", ..])
{
    await RenderingBenchmark.RunAsync();
    return 0;
}

Console.WriteLine("rendering            the golden path's files, with a fresh and with a used engine");
Console.WriteLine("catalog [entities]   reading, building and asking the catalog");
return 2;

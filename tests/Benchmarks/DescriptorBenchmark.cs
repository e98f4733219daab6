using System.Diagnostics;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Benchmarks;

/// <summary>
/// What one descriptor costs on its way from text to entity, step by step: <c>dotnet run -c Release --project tests/Benchmarks -- descriptors FOLDER</c>.
/// One thread; the best of several rounds, because the machine does other things too.
/// </summary>
internal static class DescriptorBenchmark
{
    private const int Rounds = 7;

    public static void Run(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (Name: f, Text: File.ReadAllText(f))).ToList();
        var reader = new YamlDescriptorReader();
        List<DescriptorDocument> documents = [];
        Measure("read", () => documents = [.. files.SelectMany(f => reader.Read(f.Text, f.Name))]);
        List<DescriptorDocument> valid = [];
        Measure("validate", () => valid = [.. documents.Where(d => d.Root is { } root && DescriptorValidator.Validate(root, d.File).IsValid)]);
        Measure("make entity", () => { foreach (var d in valid) { _ = EntityFactory.Create(d.Root!, new EntitySource(d.File, d.Line, null, DateTimeOffset.UnixEpoch), d.Raw); } });
        Measure("make JSON", () => { foreach (var d in valid) { _ = d.Root!.ToJsonText(); } });
        Console.WriteLine($"{valid.Count} of {documents.Count} documents are valid, {files.Sum(f => f.Text.Length) / 1048576.0:0.0} MB");

        void Measure(string name, Action work)
        {
            work();
            var best = TimeSpan.MaxValue;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
            {
                var started = Stopwatch.GetTimestamp();
                work();
                var took = Stopwatch.GetElapsedTime(started);
                best = took < best ? took : best;
            }

            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
            Console.WriteLine($"{name,-14}{best.TotalMilliseconds,9:0.0} ms {best.TotalMicroseconds / documents.Count,9:0.0} µs a document {bytes / documents.Count,10:N0} bytes a document {documents.Count / best.TotalSeconds,10:N0} documents/s");
        }
    }
}

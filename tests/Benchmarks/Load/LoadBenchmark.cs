using System.Diagnostics;
using System.Globalization;

namespace Portal.Benchmarks.Load;

/// <summary>
/// Requests per second of every catalog read against bare Kestrel with a body of the same size, in one run: the portal and the bare server are processes
/// of their own, the client sends over 16 connections with authentication.  dotnet run -c Release --project tests/Benchmarks -- load FOLDER [seconds] [uncached]
/// </summary>
internal static class LoadBenchmark
{
    private const int PortalPort = 5691;
    private const int BarePort = 5692;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var uncached = args.Contains("uncached", StringComparer.Ordinal);
        var seconds = args.Length > 2 && int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 5;
        var only = args.FirstOrDefault(a => a.StartsWith("only=", StringComparison.Ordinal))?["only=".Length..];
        await using var portal = await LoadedPortal.StartAsync(Path.GetFullPath(args[1]), PortalPort, uncached ? 0 : null);
        using var bare = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadBenchmark).Assembly.Location, "bare", BarePort.ToString(CultureInfo.InvariantCulture)]))!;
        try
        {
            var entities = await portal.IngestedAsync();
            var cookie = await portal.SignInAsync();
            Console.WriteLine($"{entities} entities, 16 connections, {seconds} s each, answers {(uncached ? "not kept: every one is worked out" : "kept for questions asked again")}; memory after ingest {portal.ResidentMegabytes:0} MB");
            Console.WriteLine($"{"read",-22}{"questions",10}{"body",10}{"per s",10}{"cpu µs",8}{"p50 ms",8}{"p99 ms",8}{"bare/s",10}{"ratio",7}");
            foreach (var questions in (await LoadQuestions.MakeAsync(portal.Api)).Where(q => only is null || q.Name.Contains(only, StringComparison.Ordinal)))
            {
                List<byte[]> requests = [.. questions.Targets.Select(t => RawConnection.Request(t, questions.IsPage ? cookie : portal.ApiHeader))];
                LoadRun.Drive(PortalPort, requests, WarmUp);
                var before = portal.ProcessorTime;
                var run = LoadRun.Drive(PortalPort, requests, TimeSpan.FromSeconds(seconds));
                var perRequest = (portal.ProcessorTime - before).TotalMicroseconds / run.Requests;
                byte[][] bareRequest = [RawConnection.Request("/" + run.BodyBytes.ToString("0", CultureInfo.InvariantCulture), "")];
                LoadRun.Drive(BarePort, bareRequest, TimeSpan.FromSeconds(1));
                var floor = LoadRun.Drive(BarePort, bareRequest, TimeSpan.FromSeconds(seconds));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{questions.Name,-22}{requests.Count,10}{run.BodyBytes / 1024,7:0.0} KB{run.PerSecond,10:0}{perRequest,8:0}{run.P50Milliseconds,8:0.00}{run.P99Milliseconds,8:0.00}{floor.PerSecond,10:0}{run.PerSecond / floor.PerSecond,7:0.00}"));
            }

            Console.WriteLine($"memory at the end {portal.ResidentMegabytes:0} MB");
            return 0;
        }
        finally
        {
            bare.Kill();
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Benchmarks;

/// <summary>The golden path's files, rendered: with a fresh engine, and with one that has compiled them before.</summary>
internal static class RenderingBenchmark
{
    private const int Rounds = 20;

    private static readonly JsonObject Input = JsonNode.Parse("""
        {"url":"./skeleton","values":{"name":"payout-reports","description":"Reports on payouts","owner":"group:default/payments","system":"system:default/billing",
         "destination":{"host":"github.com","owner":"acme","repo":"payout-reports"},"assembly":"PayoutReportsApi","template":"template:default/aspnet-service","templateVersion":"1.0.0"}}
        """)!.AsObject();

    public static async Task RunAsync()
    {
        await MeasureAsync("first in the process", 1, () => new FetchTemplate(new NunjucksEngine()));
        await MeasureAsync("fresh engine", Rounds, () => new FetchTemplate(new NunjucksEngine()));
        FetchTemplate used = new(new NunjucksEngine());
        await RenderAsync(used);
        await MeasureAsync("used engine", Rounds, () => used);
    }

    private static async Task MeasureAsync(string name, int rounds, Func<FetchTemplate> action)
    {
        var files = 0;
        List<double> milliseconds = [];
        for (var i = 0; i < rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            files = await RenderAsync(action());
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        milliseconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22} {files} files  median {milliseconds[rounds / 2]:0.0} ms  worst {milliseconds[^1]:0.0} ms"));
    }

    private static async Task<int> RenderAsync(FetchTemplate action)
    {
        Workspace files = new();
        var outcome = await action.RunAsync(
            new()
            {
                RunId = "benchmark",
                StepId = "fetch",
                Input = Input,
                Workspace = files,
                TemplateFolder = Path.Combine(AppContext.BaseDirectory, "templates", "aspnet-service"),
                TemplateRef = "template:default/aspnet-service",
                Log = (_, _) => Task.CompletedTask,
            },
            CancellationToken.None);
        return outcome.Failure is null ? files.Files.Count : throw new InvalidOperationException(outcome.Failure.Message);
    }
}

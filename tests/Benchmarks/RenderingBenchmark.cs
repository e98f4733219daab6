using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Benchmarks;

/// <summary>The golden path's files, rendered: with a fresh engine, and with one that has compiled them before.</summary>
[MemoryDiagnoser]
public class RenderingBenchmark
{
    private static readonly JsonObject Input = JsonNode.Parse("""
        {"url":"./skeleton","values":{"name":"payout-reports","description":"Reports on payouts","owner":"group:default/payments","system":"system:default/billing",
         "destination":{"host":"github.com","owner":"acme","repo":"payout-reports"},"assembly":"PayoutReportsApi","template":"template:default/aspnet-service","templateVersion":"1.0.0"}}
        """)!.AsObject();

    private readonly FetchTemplate _warm = new(new NunjucksEngine());

    [GlobalSetup]
    public Task Compile() => Warm();

    [Benchmark]
    public Task<int> Cold() => RenderAsync(new FetchTemplate(new NunjucksEngine()));

    [Benchmark(Baseline = true)]
    public Task<int> Warm() => RenderAsync(_warm);

    private static async Task<int> RenderAsync(FetchTemplate action)
    {
        Workspace files = new();
        var outcome = await action.RunAsync(
            new()
            {
                RunId = "benchmark", StepId = "fetch", Input = Input, Workspace = files, TemplateFolder = Path.Combine(AppContext.BaseDirectory, "templates", "aspnet-service"),
                TemplateRef = "template:default/aspnet-service", Log = (_, _) => Task.CompletedTask,
            },
            CancellationToken.None);
        return outcome.Failure is null ? files.Files.Count : throw new InvalidOperationException(outcome.Failure.Message);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Portal.Benchmarks;

/// <content>The incident page: owner, health, ranked changes and everything that breaks with a service, in one answer.</content>
internal sealed partial class EstateBenchmark
{
    private const int IncidentPages = 200;

    /// <summary>Entities beside the services that run: each depends on three others of lower number, so that every service has dependents over many steps.</summary>
    private static void Declare(StringBuilder catalog, int workloads, int entities)
    {
        for (var i = workloads + 40; i < entities; i++)
        {
            var on = string.Join(", ", new[] { i % workloads, (i * 7) % workloads }.Select(w => $"component:svc-{w}").Append(i % 5 == 0 && i > workloads + 45 ? $"component:extra-{i - 5}" : $"component:svc-{(i * 13) % workloads}").Distinct(StringComparer.Ordinal));
            catalog.AppendLine(CultureInfo.InvariantCulture, $"---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: extra-{i}, annotations: {{portal.dev/tier: \"{(i % 4) + 1}\"}}}}\nspec: {{type: library, lifecycle: production, owner: team-{i % 40}, dependsOn: [{on}]}}");
        }
    }

    private async Task IncidentAsync()
    {
        foreach (var (what, path) in new[] { ("incident page, at the server", "/incident/component/default/svc-"), ("the same over the API", "/api/v1/incident/component/default/svc-") })
        {
            List<double> took = [];
            var bytes = 0;
            for (var i = 0; i < IncidentPages; i++)
            {
                // Another service each time, after a change somewhere: nothing that was kept answers.
                Touch(i % 50);
                using var request = Page(path + (i * 3 % 100).ToString(CultureInfo.InvariantCulture));
                request.Headers.Remove("X-Region"); // the whole page
                await Task.Delay(30);
                var began = Stopwatch.GetTimestamp();
                using var answer = await _portal.Api.SendAsync(request);
                bytes = Math.Max(bytes, (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length);
                if (i >= 20)
                {
                    took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            Report(what, took);
            Console.WriteLine($"its size: {bytes / 1024} KiB");
        }
    }
}

using System.Globalization;
using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary><c>portal who-owns &lt;clue&gt;</c></summary>
internal static class WhoOwnsVerb
{
    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        // A clue may hold anything, options of other tools too.
        var json = args.Contains("--json", StringComparer.Ordinal);
        var clue = string.Join(' ', args.Where(a => a != "--json"));
        if (clue == "-")
        {
            clue = await cli.Input.ReadToEndAsync(ct);
        }

        if (string.IsNullOrWhiteSpace(clue))
        {
            return await cli.MisusedAsync("Give a clue: portal who-owns <service, pod, image, address, host, repository, alert, ...>, or - to read it from standard input.");
        }

        using var body = new StringContent(clue);
        var answer = await cli.AskAsync(HttpMethod.Post, "/api/v1/who-owns", body, ct);
        var matches = answer.ListOf("matches").ToList();
        if (json)
        {
            await cli.WriteJsonAsync(answer);
            return matches.Count > 0 ? CommandLine.Done : CommandLine.NotFound;
        }

        foreach (var match in matches)
        {
            await MatchAsync(match, cli.Output);
        }

        foreach (var workload in answer.ListOf("unclaimed"))
        {
            await cli.Output.WriteLineAsync($"{workload.TextOf("kind")} {workload.TextOf("namespace")}/{workload.TextOf("name")} in {workload.TextOf("cluster")} belongs to no service. Claim it: /deployments/unmatched?q={Uri.EscapeDataString(workload.TextOf("name") ?? "")}");
            foreach (var near in answer.ListOf("nearest"))
            {
                await cli.Output.WriteLineAsync($"  nearest guess: {near.TextOf("service")}, owned by {near.TextOf("owner") ?? "nobody"}");
            }
        }

        if (matches.Count == 0)
        {
            await cli.Output.WriteLineAsync("Nobody known.");
            return CommandLine.NotFound;
        }

        return CommandLine.Done;
    }

    private static async Task MatchAsync(JsonElement match, TextWriter output)
    {
        var sure = match.Of("confidence") is { ValueKind: JsonValueKind.Number } confidence ? confidence.GetDouble() : 0;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{match.TextOf("service")}  owned by {match.TextOf("owner") ?? "nobody"}  ({sure:P0})"));
        if (match.Of("onCall") is { } call)
        {
            await output.WriteLineAsync($"  on call: {call.TextOf("person") ?? call.TextOf("rota")}");
        }

        foreach (var contact in match.ListOf("contacts"))
        {
            await output.WriteLineAsync($"  {contact.TextOf("label")}: {contact.TextOf("url")}");
        }

        foreach (var link in match.ListOf("evidence"))
        {
            await output.WriteLineAsync($"  - {link.GetString()}");
        }
    }
}

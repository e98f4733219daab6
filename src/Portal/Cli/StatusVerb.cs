using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary><c>portal status [service]</c></summary>
internal static class StatusVerb
{
    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        var read = CliArguments.Read(args);
        if (read.Mistake is not null || read.Words.Count > 1)
        {
            return await cli.MisusedAsync($"{read.Mistake} Write portal status [service] [--json].".TrimStart());
        }

        if (read.Words.Count == 0)
        {
            return await AllAsync(read.Json, cli, ct);
        }

        if (CliArguments.Service(read.Words[0]) is not { } service)
        {
            return await cli.MisusedAsync($"'{read.Words[0]}' names no service. Write its name, namespace/name, or component:namespace/name.");
        }

        var answer = await cli.GetAsync($"/api/v1/services/{Uri.EscapeDataString(service.Namespace)}/{Uri.EscapeDataString(service.Name)}/deployments", ct);
        if (read.Json)
        {
            await cli.WriteJsonAsync(answer);
            return CommandLine.Done;
        }

        await cli.Output.WriteLineAsync($"{answer.TextOf("service")}  {answer.TextOf("health") ?? "runs in no watched cluster"}");
        foreach (var row in answer.ListOf("items"))
        {
            await RowAsync(row, false, cli.Output);
        }

        await NotLiveAsync(answer.ListOf("notLive"), cli.Output);
        return CommandLine.Done;
    }

    // Everything that is wrong, and how fresh the clusters are.
    private static async Task<int> AllAsync(bool json, CliContext cli, CancellationToken ct)
    {
        var clusters = await cli.GetAsync("/api/v1/clusters", ct);
        var deployments = await cli.GetAsync("/api/v1/deployments", ct);
        var bad = deployments.ListOf("items").Where(d => d.TextOf("health") is { } health && !health.Equals("healthy", StringComparison.OrdinalIgnoreCase) && !health.Equals("idle", StringComparison.OrdinalIgnoreCase)).ToList();
        var known = clusters.ValueKind == JsonValueKind.Array ? clusters.EnumerateArray().ToList() : [.. clusters.ListOf("items")];
        if (json)
        {
            await cli.WriteJsonAsync(JsonSerializer.SerializeToElement(new { clusters = known, deployments = bad, total = deployments.ListOf("items").Count() }));
            return CommandLine.Done;
        }

        await cli.Output.WriteLineAsync($"{deployments.ListOf("items").Count()} deployments in {known.Count} clusters, {bad.Count} with problems");
        foreach (var row in bad)
        {
            await RowAsync(row, true, cli.Output);
        }

        await NotLiveAsync(known.Where(c => !string.Equals(c.TextOf("state"), "live", StringComparison.OrdinalIgnoreCase)), cli.Output);
        return CommandLine.Done;
    }

    private static async Task RowAsync(JsonElement row, bool named, TextWriter output)
    {
        await output.WriteLineAsync($"  {(named ? $"{row.TextOf("service") ?? row.TextOf("name")}  " : "")}{row.TextOf("environment")} {row.TextOf("cluster")}/{row.TextOf("namespace")}  {row.TextOf("version")}  {row.TextOf("ready")}/{row.TextOf("desired")} ready  {row.TextOf("health")}, {row.TextOf("rollout")}{(row.TextOf("asOf") is { } at ? $"  as of {at}" : "")}");
        foreach (var problem in row.ListOf("problems"))
        {
            await output.WriteLineAsync($"    {problem.TextOf("code")}: {problem.TextOf("summary")}");
        }
    }

    private static async Task NotLiveAsync(IEnumerable<JsonElement> clusters, TextWriter output)
    {
        foreach (var cluster in clusters)
        {
            await output.WriteLineAsync($"  {cluster.TextOf("name")} is {cluster.TextOf("state")}{(cluster.TextOf("asOf") is { } at ? $", its state is of {at}" : "")}{(cluster.TextOf("lastError") is { } error ? $": {error}" : "")}");
        }
    }
}

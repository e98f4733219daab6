using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary><c>portal diff &lt;service&gt;</c>: which versions of a service differ between places.</summary>
internal static class DiffVerb
{
    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        var read = CliArguments.Read(args, valued: ["--from", "--to"]);
        var (from, to) = (read.Value("--from"), read.Value("--to"));
        if (read.Mistake is not null || read.Words.Count != 1 || from is null != to is null || CliArguments.Service(read.Words[0]) is not { } service)
        {
            return await cli.MisusedAsync($"{read.Mistake} Write portal diff <service> [--from <environment, region or cluster> --to <environment, region or cluster>] [--json].".TrimStart());
        }

        var answer = await cli.GetAsync($"/api/v1/services/{Uri.EscapeDataString(service.Namespace)}/{Uri.EscapeDataString(service.Name)}/deployments", ct);
        List<Row> rows = [.. answer.ListOf("items").Select(Row.Of)];
        if (new[] { from, to }.FirstOrDefault(p => p is not null && !rows.Exists(r => r.IsIn(p))) is { } missing)
        {
            await cli.Error.WriteLineAsync($"{answer.TextOf("service")} does not run in '{missing}'. It runs in: {(rows.Count == 0 ? "no watched cluster" : string.Join(", ", rows.SelectMany(r => new[] { r.Environment, r.Region, r.Cluster }).Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)))}.");
            return CommandLine.NotFound;
        }

        var workloads = rows.GroupBy(r => r.Workload, StringComparer.Ordinal).Select(g => new Difference(g.Key, [.. g.Where(r => from is null || r.IsIn(from) || r.IsIn(to!))], from, to)).Where(d => d.Rows.Count > 0).ToList();
        if (read.Json)
        {
            await cli.WriteJsonAsync(JsonSerializer.SerializeToElement(new
            {
                service = answer.TextOf("service"),
                from,
                to,
                differs = workloads.Exists(w => w.Differs),
                workloads = workloads.Select(w => new { workload = w.Workload, differs = w.Differs, places = w.Rows.Select(r => new { environment = r.Environment, region = r.Region, cluster = r.Cluster, version = r.Version, image = r.Image, digest = r.Digest }) }),
            }));
        }
        else
        {
            await WriteAsync(workloads, cli.Output);
        }

        return rows.Count == 0 ? CommandLine.NotFound : CommandLine.Done;
    }

    private static async Task WriteAsync(List<Difference> workloads, TextWriter output)
    {
        foreach (var workload in workloads)
        {
            await output.WriteLineAsync($"{workload.Workload}: {(workload.Differs ? "differs" : $"{workload.Rows[0].Version} everywhere")}");
            foreach (var version in workload.Differs ? workload.Rows.GroupBy(r => r.Identity, StringComparer.Ordinal) : [])
            {
                var first = version.First();
                await output.WriteLineAsync($"  {first.Version}{(workload.SameVersion && first.Digest.Length > 0 ? $" ({first.Digest})" : "")}  {string.Join(", ", version.Select(r => $"{r.Environment} {r.Cluster}{(r.Region.Length > 0 ? $" ({r.Region})" : "")}"))}");
            }
        }

        if (workloads.Count == 0)
        {
            await output.WriteLineAsync("It runs in no watched cluster.");
        }
    }

    private sealed record Row(string Workload, string Environment, string Region, string Cluster, string Version, string Image, string Digest)
    {
        /// <summary>What really runs: the digest, where it is known, may differ under one version.</summary>
        public string Identity => Digest.Length > 0 ? $"{Version} {Digest}" : Version;

        public static Row Of(JsonElement row)
            => new($"{row.TextOf("kind")} {row.TextOf("namespace")}/{row.TextOf("name")}", row.TextOf("environment") ?? "", row.TextOf("region") ?? "", row.TextOf("cluster") ?? "", row.TextOf("version") ?? "unknown", row.TextOf("image") ?? "", row.TextOf("digest") ?? "");

        public bool IsIn(string place) => place.Equals(Environment, StringComparison.OrdinalIgnoreCase) || place.Equals(Region, StringComparison.OrdinalIgnoreCase) || place.Equals(Cluster, StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="Rows">Those that are compared.</param>
    private sealed record Difference(string Workload, IReadOnlyList<Row> Rows, string? From, string? To)
    {
        public bool SameVersion => Rows.Select(r => r.Version).Distinct(StringComparer.Ordinal).Count() == 1;

        // With two places, what differs within one of them is not asked for.
        public bool Differs => From is null
            ? Rows.Select(r => r.Identity).Distinct(StringComparer.Ordinal).Count() > 1
            : !Rows.Where(r => r.IsIn(From)).Select(r => r.Identity).ToHashSet(StringComparer.Ordinal).SetEquals(Rows.Where(r => r.IsIn(To!)).Select(r => r.Identity));
    }
}

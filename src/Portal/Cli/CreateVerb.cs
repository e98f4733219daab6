using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Web.Cli;

/// <summary><c>portal create &lt;template&gt; --set k=v</c>: starts a run and, with --wait, follows it to its end, or for as long as --timeout allows.</summary>
internal static class CreateVerb
{
    private const string How = "Write portal create <template> [--set name=value ...] [--values file.yaml|file.json] [--dry-run] [--wait [--timeout seconds]] [--json].";

    private static readonly string[] Ended = ["succeeded", "failed", "cancelled", "cleaned"];

    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        var read = CliArguments.Read(args, flags: ["--dry-run", "--wait"], valued: ["--set", "--values", "--timeout"]);
        if (read.Mistake is not null || read.Words.Count != 1)
        {
            return await cli.MisusedAsync($"{read.Mistake} {How}".TrimStart());
        }

        if (read.Value("--timeout") is { } seconds && (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) || allowed < 1 || !read.Has("--wait")))
        {
            return await cli.MisusedAsync("--timeout takes a whole number of seconds, and goes with --wait.");
        }

        var (values, wrong) = await ValuesAsync(read, ct);
        if (values is null)
        {
            return await cli.MisusedAsync(wrong!);
        }

        var template = read.Words[0].Contains(':', StringComparison.Ordinal) ? read.Words[0] : $"template:{(read.Words[0].Contains('/', StringComparison.Ordinal) ? "" : "default/")}{read.Words[0]}";
        using var body = new StringContent(new JsonObject { ["template"] = template, ["values"] = values, ["dryRun"] = read.Has("--dry-run") }.ToJsonString(), Encoding.UTF8, "application/json");
        var run = await cli.AskAsync(HttpMethod.Post, "/api/v1/scaffold-runs", body, ct);
        if (read.Has("--wait") && !read.Has("--dry-run"))
        {
            run = await FollowAsync(run, read, cli, ct);
        }

        if (read.Json)
        {
            await cli.WriteJsonAsync(run);
        }
        else
        {
            await WriteAsync(run, read.Has("--dry-run"), cli.Output);
        }

        return run.TextOf("status") is "failed" or "cancelled" or "cleaned" ? CommandLine.NotFound
            : read.Has("--wait") && !read.Has("--dry-run") && run.TextOf("status") != "succeeded" ? await UnfinishedAsync(run, cli)
            : CommandLine.Done;
    }

    /// <summary>The file first, then what is set one by one. A value is JSON where it is a list, a map, true, false or null; otherwise text.</summary>
    private static async Task<(JsonObject? Values, string? Wrong)> ValuesAsync(CliArguments read, CancellationToken ct)
    {
        JsonObject values = [];
        if (read.Value("--values") is { } file)
        {
            if (!File.Exists(file))
            {
                return (null, $"--values: there is no file {file}.");
            }

            var text = await File.ReadAllTextAsync(file, ct);
            if (new Infrastructure.Descriptors.YamlDescriptorReader().Read(text, file) is not [{ Root: { Kind: Application.Catalog.NodeKind.Map } root, Errors.Count: 0 }])
            {
                return (null, $"--values: {file} is no map of names and values in YAML or JSON.");
            }

            values = JsonNode.Parse(root.ToJsonText())!.AsObject();
        }

        foreach (var pair in read.Values("--set"))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
            {
                return (null, $"--set {pair} has no '='. Write --set name=value.");
            }

            values[pair[..at]] = Value(pair[(at + 1)..]);
        }

        return (values, null);
    }

    private static JsonNode? Value(string text)
    {
        if (text is "true" or "false" or "null" || text.StartsWith('[') || text.StartsWith('{'))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return text;
            }
        }

        return text;
    }

    /// <summary>Whoever waited for the end must not take what goes on for done.</summary>
    private static async Task<int> UnfinishedAsync(JsonElement run, CliContext cli)
    {
        var id = run.TextOf("id");
        await cli.Error.WriteLineAsync(run.TextOf("status") == "waiting"
            ? $"Run {id} waits for somebody's decision at /runs/{id}. It goes on by itself then."
            : $"Run {id} was still {run.TextOf("status")} when the time was up. It goes on: look at /runs/{id}.");
        return CommandLine.Unfinished;
    }

    private static async Task<JsonElement> FollowAsync(JsonElement run, CliArguments read, CliContext cli, CancellationToken ct)
    {
        var started = cli.Clock.GetTimestamp();
        var allowed = read.Value("--timeout") is { } seconds ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) : TimeSpan.MaxValue;
        var id = run.TextOf("id");
        Dictionary<string, string> told = new(StringComparer.Ordinal);
        while (id is not null)
        {
            foreach (var step in run.ListOf("steps"))
            {
                var (name, status) = (step.TextOf("name") ?? step.TextOf("id") ?? "", step.TextOf("status") ?? "");
                if (!read.Json && status is not ("queued" or "pending" or "") && told.GetValueOrDefault(name) != status)
                {
                    told[name] = status;
                    await cli.Output.WriteLineAsync($"  {status,-10} {name}");
                }
            }

            // A run that waits for somebody's decision may wait for days.
            if (Ended.Contains(run.TextOf("status"), StringComparer.Ordinal) || run.TextOf("status") == "waiting" || cli.Clock.GetElapsedTime(started) >= allowed)
            {
                return run;
            }

            await Task.Delay(cli.Pause, cli.Clock, ct);
            run = await cli.GetAsync($"/api/v1/scaffold-runs/{Uri.EscapeDataString(id)}", ct);
        }

        return run;
    }

    private static async Task WriteAsync(JsonElement run, bool isDry, TextWriter output)
    {
        if (isDry)
        {
            await output.WriteLineAsync("Nothing has been made. These files would be:");
            foreach (var file in run.ListOf("files"))
            {
                await output.WriteLineAsync($"  {file.TextOf("path")}");
            }

            foreach (var effect in run.ListOf("effects"))
            {
                await output.WriteLineAsync($"  - {(effect.ValueKind == JsonValueKind.Object ? $"{effect.TextOf("title")}: {effect.TextOf("target")}" : effect.ToString())}");
            }

            return;
        }

        await output.WriteLineAsync($"run {run.TextOf("id")}: {run.TextOf("status")}  /runs/{run.TextOf("id")}");
        foreach (var link in run.Of("output")?.ListOf("links") ?? [])
        {
            await output.WriteLineAsync($"  {link.TextOf("title") ?? "link"}: {link.TextOf("url") ?? link.TextOf("entityRef")}");
        }

        if (run.Of("error") is { } error)
        {
            await output.WriteLineAsync($"  {(error.ValueKind == JsonValueKind.Object ? error.TextOf("message") ?? error.ToString() : error.ToString())}");
        }
    }
}

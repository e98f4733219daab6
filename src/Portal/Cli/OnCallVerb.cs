using System.Net;
using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary><c>portal on-call &lt;team|service&gt;</c></summary>
internal static class OnCallVerb
{
    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        var read = CliArguments.Read(args);
        if (read.Mistake is { } mistake || read.Words.Count != 1)
        {
            return await cli.MisusedAsync($"{read.Mistake} Write portal on-call <team|service> [--json].".TrimStart());
        }

        var asked = read.Words[0];
        JsonElement answer;
        try
        {
            answer = await cli.GetAsync(Address(asked), ct);
        }
        catch (CliException ex) when (ex.Status == HttpStatusCode.NotFound)
        {
            // Not a team; perhaps a service of one.
            if (await OwnerAsync(asked, cli, ct) is not { } owner || owner == asked)
            {
                throw;
            }

            answer = await cli.GetAsync(Address(owner), ct);
        }

        var now = answer.Of("now");
        if (read.Json)
        {
            await cli.WriteJsonAsync(answer);
        }
        else
        {
            await cli.Output.WriteLineAsync($"{answer.TextOf("team") ?? asked}{(answer.TextOf("rota") is { } rota ? $", rota {rota}" : "")}");
            await PersonAsync("now", now, cli.Output);
            await PersonAsync("next", answer.Of("next"), cli.Output);
            var step = 0;
            foreach (var next in answer.ListOf("escalation"))
            {
                await cli.Output.WriteLineAsync($"  then {++step}: {(next.ValueKind == JsonValueKind.Object ? next.TextOf("name") ?? next.TextOf("person") ?? next.ToString() : next.ToString())}{(next.TextOf("after") is { } after ? $" after {after}" : "")}");
            }

            if (answer.TextOf("source") is { } source)
            {
                await cli.Output.WriteLineAsync($"  ({source})");
            }
        }

        return now is null ? CommandLine.NotFound : CommandLine.Done;
    }

    private static string Address(string group) => $"/api/v1/oncall/{Uri.EscapeDataString(group)}";

    private static async Task PersonAsync(string when, JsonElement? shift, TextWriter output)
    {
        if (shift is not { } person)
        {
            await output.WriteLineAsync(when == "now" ? "  now: nobody" : $"  {when}: not known");
            return;
        }

        await output.WriteLineAsync($"  {when}: {person.TextOf("name") ?? person.TextOf("person")}{(person.TextOf("since") is { } since ? $", since {since}" : "")}{(person.TextOf("until") is { } until ? $", until {until}" : "")}");
        foreach (var contact in person.ListOf("contacts"))
        {
            await output.WriteLineAsync($"    {contact.TextOf("label") ?? contact.TextOf("kind")}: {contact.TextOf("url") ?? contact.TextOf("value")}");
        }
    }

    /// <summary>Name of the group that owns a service, when there is no team of that name.</summary>
    private static async Task<string?> OwnerAsync(string service, CliContext cli, CancellationToken ct)
    {
        using var body = new StringContent(service);
        var answer = await cli.AskAsync(HttpMethod.Post, "/api/v1/who-owns", body, ct);
        return answer.ListOf("matches").Where(m => m.Of("confidence") is { ValueKind: JsonValueKind.Number } c && c.GetDouble() >= 0.9).Select(m => m.TextOf("owner")).FirstOrDefault() is { } owner
            && Application.Catalog.EntityRef.TryParse(owner, out var reference) ? reference.Name : null;
    }
}

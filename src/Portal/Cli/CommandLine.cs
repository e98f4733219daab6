using System.Net.Http.Headers;
using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary>The verbs of the executable: <c>portal who-owns billing-worker</c>. Anything else starts the server.</summary>
public static class CommandLine
{
    private const int Usage = 2;

    private static readonly string[] Verbs = ["who-owns", "migrate", "validate", "template", "help"];

    /// <summary>Whether the first argument is a word that is neither a verb nor a setting (--urls, key=value): a typo must not start a server.</summary>
    public static bool Mistakes(string[] args)
        => args.Length > 0 && !Asks(args) && args[0].Length > 0 && args[0][0] is not ('-' or '/') && !args[0].Contains('=', StringComparison.Ordinal);

    /// <summary>What there is, for somebody who wrote something else.</summary>
    public static int Refuse(string[] args, TextWriter error)
    {
        error.WriteLine($"There is no verb '{args[0]}'.");
        Help(error);
        return Usage;
    }

    /// <summary>Whether the arguments name a verb; settings such as --urls do not.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && Verbs.Contains(args[0], StringComparer.Ordinal);

    /// <returns>0 done, 1 not found or invalid, 2 wrong use, 3 the portal cannot be reached.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct) => args[0] switch
    {
        "who-owns" => await WhoOwnsAsync(args[1..], output, error, ct),
        "validate" => await Portal.Infrastructure.Descriptors.ValidateCommand.RunAsync(args[1..], output, error, ct),
        "template" => await Portal.Infrastructure.Scaffolding.TemplateCommand.RunAsync(args[1..], output, error, ct),
        _ => Help(output),
    };

    private static async Task<int> WhoOwnsAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var json = args.Contains("--json", StringComparer.Ordinal);
        var clue = string.Join(' ', args.Where(a => a != "--json"));
        if (clue == "-")
        {
            clue = await Console.In.ReadToEndAsync(ct);
        }

        if (string.IsNullOrWhiteSpace(clue))
        {
            await error.WriteLineAsync("Give a clue: portal who-owns <service, pod, image, namespace or repository>, or - to read it from standard input.");
            return Usage;
        }

        var address = Environment.GetEnvironmentVariable("PORTAL_URL") ?? "http://localhost:5080";
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("PORTAL_TOKEN") ?? "");
        try
        {
            using var body = new StringContent(clue);
            using var response = await client.PostAsync(new Uri("/api/v1/who-owns", UriKind.Relative), body, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            if (!response.IsSuccessStatusCode)
            {
                await error.WriteLineAsync($"{address} answered {(int)response.StatusCode}: {Detail(text)} Set PORTAL_TOKEN to a token made at {address}/admin/tokens.");
                return 1;
            }

            return await PrintAsync(text, json, output);
        }
        catch (HttpRequestException ex)
        {
            await error.WriteLineAsync($"The portal at {address} cannot be reached: {ex.Message}. Set PORTAL_URL.");
            return 3;
        }
    }

    private static async Task<int> PrintAsync(string text, bool json, TextWriter output)
    {
        using var answer = JsonDocument.Parse(text);
        var matches = answer.RootElement.GetProperty("matches");
        if (json)
        {
            await output.WriteLineAsync(text);
            return matches.GetArrayLength() > 0 ? 0 : 1;
        }

        foreach (var match in matches.EnumerateArray())
        {
            await output.WriteLineAsync($"{match.GetProperty("service").GetString()}  owned by {match.GetProperty("owner").GetString() ?? "nobody"}  ({match.GetProperty("confidence").GetDouble():P0})");
            if (match.GetProperty("onCall") is { ValueKind: JsonValueKind.Object } call)
            {
                await output.WriteLineAsync($"  on call: {call.GetProperty("person").GetString() ?? call.GetProperty("rota").GetString()}");
            }

            foreach (var contact in match.GetProperty("contacts").EnumerateArray())
            {
                await output.WriteLineAsync($"  {contact.GetProperty("label").GetString()}: {contact.GetProperty("url").GetString()}");
            }

            foreach (var link in match.GetProperty("evidence").EnumerateArray())
            {
                await output.WriteLineAsync($"  - {link.GetString()}");
            }
        }

        if (matches.GetArrayLength() == 0)
        {
            await output.WriteLineAsync("Nobody known.");
            return 1;
        }

        return 0;
    }

    private static string Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static int Help(TextWriter output)
    {
        output.WriteLine("""
            portal                       starts the server
            portal who-owns <clue>       asks a running portal (PORTAL_URL, PORTAL_TOKEN); --json for machines; - reads the clue from standard input
            portal validate <path>...    checks descriptors without a server; --json, --sarif [file], --strict, --kinds <folder>, --against <url>; - reads standard input
            portal template validate|test|actions  for authors of templates: checks them, runs their golden tests, lists what steps can do
            portal migrate               brings the database to the newest schema and ends
            """);
        return 0;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Portal.Web.Cli;

/// <summary>Where a verb reads and writes, and the portal it asks.</summary>
internal sealed class CliContext(TextWriter output, TextWriter error, TextReader input)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Output => output;

    public TextWriter Error => error;

    public TextReader Input => input;

    /// <summary>Makes the client; tests put their own host behind it.</summary>
    public Func<HttpClient> Connect { get; init; } = () => new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>How long a verb that follows something waits between two looks.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a verb that follows something waits by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static string Address => Environment.GetEnvironmentVariable("PORTAL_URL") is { Length: > 0 } url ? url : "http://localhost:5080";

    /// <summary>Asks the API.</summary>
    /// <exception cref="CliException">It refused, with what it said.</exception>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var client = Connect();
        client.DefaultRequestHeaders.Authorization ??= new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("PORTAL_TOKEN") ?? "");
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        using var response = await client.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new CliException(response.StatusCode, Refusal(response.StatusCode, text));
        }

        return JsonElement.Parse(text);
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken ct) => AskAsync(HttpMethod.Get, path, null, ct);

    public Task WriteJsonAsync(JsonElement answer) => output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));

    public async Task<int> MisusedAsync(string how)
    {
        await error.WriteLineAsync(how);
        return CommandLine.Usage;
    }

    /// <summary>Turns what went wrong into words and an exit code.</summary>
    public async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (CliException ex)
        {
            await error.WriteLineAsync(ex.Message);
            return CommandLine.NotFound;
        }
        catch (HttpRequestException ex)
        {
            await error.WriteLineAsync($"The portal at {Address} cannot be reached: {ex.Message}. Set PORTAL_URL.");
            return CommandLine.Unreachable;
        }
        catch (UriFormatException)
        {
            await error.WriteLineAsync($"PORTAL_URL is '{Address}', which is no address. Set it to one such as https://portal.example.com.");
            return CommandLine.Usage;
        }
        catch (OperationCanceledException ex) when (ex.InnerException is TimeoutException)
        {
            await error.WriteLineAsync($"The portal at {Address} did not answer within 20 seconds.");
            return CommandLine.Unreachable;
        }
        catch (JsonException)
        {
            await error.WriteLineAsync($"{Address} answered with something that is no JSON: is PORTAL_URL the portal's own address?");
            return CommandLine.Unreachable;
        }
    }

    private static string Refusal(HttpStatusCode status, string text)
    {
        var words = Detail(text);
        return status is HttpStatusCode.Unauthorized ? $"{Address} wants a token: {words} Set PORTAL_TOKEN to one made at {Address}/admin/tokens."
            : status is HttpStatusCode.Forbidden ? $"{Address} refuses: {words} The token in PORTAL_TOKEN may not do that."
            : words.Length > 0 ? words : $"{Address} answered {(int)status}.";
    }

    private static string Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            var root = problem.RootElement;
            var detail = root.TextOf("detail") ?? root.TextOf("title") ?? "";
            return root.Of("errors") is { ValueKind: JsonValueKind.Object } errors && errors.EnumerateObject().Count() > 1
                ? $"{detail} {string.Join(' ', errors.EnumerateObject().Select(e => $"{e.Name}: {string.Join(' ', e.Value.ValueKind == JsonValueKind.Array ? e.Value.EnumerateArray().Select(v => v.ToString()) : [e.Value.ToString()])}"))}".Trim()
                : detail;
        }
        catch (JsonException)
        {
            return "";
        }
    }
}

/// <summary>The portal refused; the message is for people.</summary>
internal sealed class CliException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;
}

/// <summary>Reads answers without insisting on fields: a newer or older portal may lack one.</summary>
internal static class JsonFields
{
    public static JsonElement? Of(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public static string? TextOf(this JsonElement element, string name) => element.Of(name) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.ToString() : null;

    public static IEnumerable<JsonElement> ListOf(this JsonElement element, string name) => element.Of(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}

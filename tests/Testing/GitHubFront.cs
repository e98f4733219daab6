using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Testing;

/// <summary>A request that a GitHub of the tests was asked.</summary>
/// <param name="Path">With query.</param>
/// <param name="Status">0: the connection was cut.</param>
public sealed record Asked(string Method, string Path, int Status, bool Conditional);

/// <summary>
/// What stands before a GitHub of the tests: it counts requests, adds what every answer of GitHub has (ETag and 304, the rate limit's headers), and fails on demand.
/// Source: GitHub, "Best practices for using the REST API" and "Rate limits for the REST API".
/// </summary>
public sealed class GitHubFront : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RequestDelegate _backend;
    private readonly ConcurrentQueue<Asked> _asked = new();
    private int _remaining = 5000;

    private GitHubFront(RequestDelegate backend, WebApplication app) => (_backend, _app) = (backend, app);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<Asked> Requests => [.. _asked];

    /// <summary>Requests that count against the limit: all but those answered 304.</summary>
    public int Counted => _asked.Count(a => a.Status is not (304 or 0));

    public int Limit { get; set; } = 5000;

    public int Remaining { get => Volatile.Read(ref _remaining); set => Volatile.Write(ref _remaining, value); }

    public DateTimeOffset Reset { get; set; } = new(2026, 11, 12, 4, 0, 0, TimeSpan.Zero);

    /// <summary>Answers in place of the server; null: it answers itself.</summary>
    public Func<HttpRequest, Func<HttpContext, Task>?>? Fault { get; set; }

    public static async Task<GitHubFront> StartAsync(RequestDelegate backend)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var front = new GitHubFront(backend, app);
        app.Run(front.AnswerAsync);
        await app.StartAsync();
        return front;
    }

    /// <summary>Hands everything to another server, such as emulate, which does not list an organisation's repositories: that is put together from them.</summary>
    public static Task<GitHubFront> BeforeAsync(Uri server, HttpMessageInvoker http, string organization, params string[] repositories) => StartAsync(async context =>
    {
        if (context.Request.Path == $"/orgs/{organization}/repos")
        {
            List<string> items = [];
            foreach (var name in repositories)
            {
                using var item = await PassOnAsync(server, http, context, HttpMethod.Get, $"/repos/{organization}/{name}");
                items.Add(await item.EnsureSuccessStatusCode().Content.ReadAsStringAsync(context.RequestAborted));
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync($"[{string.Join(',', items)}]", context.RequestAborted);
            return;
        }

        var path = context.Request.Path.Value!;
        if (path.Split('/') is [_, "repos", var owner, var repository, "git", "trees", var sha])
        {
            // GitHub looks through a commit to its tree; emulate knows trees by their own hash only.
            using var commit = await PassOnAsync(server, http, context, HttpMethod.Get, $"/repos/{owner}/{repository}/git/commits/{sha}");
            if (commit.IsSuccessStatusCode && JsonNode.Parse(await commit.Content.ReadAsStringAsync(context.RequestAborted)) is { } json)
            {
                path = $"/repos/{owner}/{repository}/git/trees/{(json["tree"] ?? json["commit"]!["tree"])!["sha"]}";
            }
        }

        using var response = await PassOnAsync(server, http, context, new HttpMethod(context.Request.Method), path + context.Request.QueryString);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        if (response.Headers.TryGetValues("Link", out var links))
        {
            context.Response.Headers["Link"] = links.First().Replace(server.GetLeftPart(UriPartial.Authority), $"http://{context.Request.Host}", StringComparison.Ordinal);
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);

    });

    /// <summary>Forgets what was asked so far.</summary>
    public void Clear() => _asked.Clear();

    public static Task Problem(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { message, documentation_url = "https://docs.github.com/rest", status = status.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>Sends half of an answer and hangs up.</summary>
    public static async Task Torn(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = 4000;
        await context.Response.WriteAsync("""{"sha":"12""");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Never answers.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task<HttpResponseMessage> PassOnAsync(Uri server, HttpMessageInvoker http, HttpContext from, HttpMethod method, string target)
    {
        var request = new HttpRequestMessage(method, new Uri(server, target));
        request.Headers.TryAddWithoutValidation("Authorization", from.Request.Headers.Authorization.ToString());
        request.Headers.UserAgent.ParseAdd("tests");
        return http.SendAsync(request, from.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var conditional = context.Request.Headers.IfNoneMatch.Count > 0;
        var path = context.Request.Path + context.Request.QueryString;
        if (Fault?.Invoke(context.Request) is { } fault)
        {
            LimitHeaders(context.Response, counted: false);
            try
            {
                await fault(context);
            }
            finally
            {
                _asked.Enqueue(new(context.Request.Method, path, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode, conditional));
            }

            return;
        }

        using var body = new MemoryStream();
        var wire = context.Response.Body;
        context.Response.Body = body;
        await _backend(context);
        context.Response.Body = wire;
        var etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body.ToArray()))}\"";
        var unchanged = HttpMethods.IsGet(context.Request.Method) && context.Response.StatusCode == 200 && context.Request.Headers.IfNoneMatch == etag;
        if (unchanged)
        {
            context.Response.StatusCode = 304;
            context.Response.ContentType = null;
        }

        LimitHeaders(context.Response, counted: !unchanged);
        if (context.Response.StatusCode is 200 or 304)
        {
            context.Response.Headers.ETag = etag;
        }

        _asked.Enqueue(new(context.Request.Method, path, context.Response.StatusCode, conditional));
        var hasBody = !unchanged && context.Response.StatusCode != 204;
        context.Response.ContentLength = hasBody ? body.Length : null;
        if (hasBody)
        {
            await wire.WriteAsync(body.ToArray());
        }
    }

    private void LimitHeaders(HttpResponse response, bool counted)
    {
        response.Headers["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Remaining"] = (counted ? Interlocked.Decrement(ref _remaining) : Remaining).ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Reset"] = Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        response.Headers["X-RateLimit-Resource"] = "core";
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Testing;

/// <summary>A request on its way through a <see cref="FaultProxy"/>.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">With its query.</param>
/// <param name="Body">As text.</param>
public sealed record ProxiedRequest(string Method, string Path, string Body)
{
    /// <summary>Whether it changes something.</summary>
    public bool Changes => Method is not ("GET" or "HEAD" or "OPTIONS");

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>What happens to one request instead of being passed on.</summary>
public abstract record Fault
{
    /// <summary>The server is not asked; this is the answer.</summary>
    public sealed record Answer(int Status, string Body = "{\"message\":\"fault\"}", string? Header = null, string? HeaderValue = null) : Fault;

    /// <summary>The server is asked and does it; the answer is another, or breaks off in the middle.</summary>
    public sealed record After(int? Status) : Fault;

    /// <summary>The server is not asked, and nothing is answered until the caller gives up.</summary>
    public sealed record Hang : Fault;

    /// <summary>Something else happens first, then the request goes on.</summary>
    public sealed record First(Func<Task> Work) : Fault;

    /// <summary>The server is asked and does it; something else happens before its answer goes back.</summary>
    public sealed record Then(Func<Task> Work) : Fault;
}

/// <summary>Stands between the portal and a server no one here wrote, and lets requests fail as a test plans it.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly ConcurrentQueue<ProxiedRequest> _seen = new();

    private FaultProxy(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<ProxiedRequest> Seen => [.. _seen];

    /// <summary>Asked for every request; null passes it on. Called from several threads.</summary>
    public Func<ProxiedRequest, Fault?> Plan { get; set; } = _ => null;

    public static async Task<FaultProxy> StartAsync(Uri target, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{NpmServer.FreePort()}"));
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        FaultProxy proxy = new(app, address);
        app.Run(context => proxy.PassAsync(context, target));
        await app.StartAsync(ct);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ProxiedRequest request = new(context.Request.Method, context.Request.Path + context.Request.QueryString, Encoding.UTF8.GetString(body.ToArray()));
        _seen.Enqueue(request);
        switch (Plan(request))
        {
            case Fault.Answer answer:
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = "application/json";
                if (answer.Header is not null)
                {
                    context.Response.Headers[answer.Header] = answer.HeaderValue;
                }

                await context.Response.WriteAsync(answer.Body, context.RequestAborted);
                return;
            case Fault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case Fault.After after:
                using (var done = await ForwardAsync(context.Request, body.ToArray(), target))
                {
                    await TearAsync(context, done, after.Status);
                }

                return;
            case Fault.First first:
                await first.Work();
                break;
            case Fault.Then then:
                using (await ForwardAsync(context.Request, body.ToArray(), target))
                {
                    await then.Work();
                }

                context.Abort();
                return;
        }

        using var passed = await ForwardAsync(context.Request, body.ToArray(), target);
        await CopyAsync(context, passed, await passed.Content.ReadAsByteArrayAsync());
    }

    private static async Task TearAsync(HttpContext context, HttpResponseMessage done, int? status)
    {
        if (status is { } code)
        {
            context.Response.StatusCode = code;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"message\":\"fault after the effect\"}", context.RequestAborted);
            return;
        }

        var whole = await done.Content.ReadAsByteArrayAsync();
        context.Response.ContentLength = Math.Max(2, whole.Length);
        context.Response.StatusCode = (int)done.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(whole.AsMemory(0, whole.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequest request, byte[] body, Uri target)
    {
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri(target, request.Path + request.QueryString));
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "Transfer-Encoding" or "Connection")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await _http.SendAsync(message, CancellationToken.None); // the server does what it was asked, whether the caller waits or not
    }

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage answer, byte[] body)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Content-Length" or "Connection")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}

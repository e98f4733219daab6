using System.Data.Common;
using System.Text.Encodings.Web;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>A bug must not look like one to the person: an answer in words with a reference id, and the details in the log.</summary>
public sealed partial class FailureGuard(RequestDelegate next, IDatabaseHealth database, ILogger<FailureGuard> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException ex) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (Problems.WantsJson(context))
            {
                await Problems.WriteAsync(context, ex.StatusCode, "request.malformed", ex.Message);
                return;
            }

            await PageAsync(context, ex.StatusCode, "The request could not be read", ex.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; nobody reads an answer.
        }
        catch (Exception ex) when (!context.Response.HasStarted && OfDatabase(ex) && database.DownSince is not null)
        {
            await DatabaseGoneAsync(context);
        }
        catch (Exception ex) when (!context.Response.HasStarted)
        {
            // The database may have gone a moment ago, before the watch has seen it.
            if (OfDatabase(ex) && !await database.ProbeAsync(CancellationToken.None))
            {
                await DatabaseGoneAsync(context);
                return;
            }

            Log.Failed(logger, ex, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            context.Response.Clear();
            var detail = $"The portal failed while answering. It is logged under the reference {context.TraceIdentifier}; give it to the platform team.";
            if (Problems.WantsJson(context))
            {
                await Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "portal.bug", detail);
                return;
            }

            await PageAsync(context, StatusCodes.Status500InternalServerError, "The portal failed", detail);
        }
    }

    private static bool OfDatabase(Exception? ex) => ex is DbException || (ex?.InnerException is { } inner && OfDatabase(inner));

    private Task DatabaseGoneAsync(HttpContext context)
    {
        var changed = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? "" : " Nothing was changed.";
        var detail = $"The database does not answer{(database.DownSince is { } since ? $" since {since.UtcDateTime:HH:mm} UTC" : "")}.{changed} Who owns, on-call, incident and service pages go on from the last state; try this again when the database is back.";
        Log.WithoutDatabase(logger, context.Request.Method, context.Request.Path);
        context.Response.Clear();
        context.Response.Headers.RetryAfter = "10";
        return Problems.WantsJson(context)
            ? Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "database.unavailable", detail)
            : PageAsync(context, StatusCodes.Status503ServiceUnavailable, "The database does not answer", detail);
    }

    // No view: what failed may be the frame itself.
    private static Task PageAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title><link rel="stylesheet" href="/dist/styles.css"></head>
            <body><main class="signin"><h1>{title}</h1><p>{HtmlEncoder.Default.Encode(detail)}</p><p><a href="/">Home</a> · <a href="/who-owns">Who owns?</a> · <a href="/oncall">On-call</a></p></main></body></html>
            """, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed, reference {Reference}")]
        public static partial void Failed(ILogger logger, Exception ex, string method, string path, string reference);

        [LoggerMessage(1002, LogLevel.Warning, "{Method} {Path} needs the database, which does not answer")]
        public static partial void WithoutDatabase(ILogger logger, string method, string path);
    }
}

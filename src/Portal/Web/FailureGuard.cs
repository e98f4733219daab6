using System.Text.Encodings.Web;

namespace Portal.Web;

/// <summary>A bug must not look like one to the person: an answer in words with a reference id, and the details in the log.</summary>
public sealed partial class FailureGuard(RequestDelegate next, ILogger<FailureGuard> logger)
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
        catch (Exception ex) when (!context.Response.HasStarted)
        {
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

    // No view: what failed may be the frame itself.
    private static Task PageAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title><link rel="stylesheet" href="/dist/styles.css"></head>
            <body><main class="signin"><h1>{title}</h1><p>{HtmlEncoder.Default.Encode(detail)}</p><p><a href="/">Home</a></p></main></body></html>
            """, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed, reference {Reference}")]
        public static partial void Failed(ILogger logger, Exception ex, string method, string path, string reference);
    }
}

using Microsoft.AspNetCore.Mvc;

namespace Portal.Web;

/// <summary>Problem details (RFC 9457) for answers that no controller writes.</summary>
public static class Problems
{
    public static bool WantsJson(HttpContext context)
        => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/healthz", StringComparison.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails
        {
            Status = status,
            Type = $"urn:portal:{code}",
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            Detail = detail,
            Extensions = { ["code"] = code, ["traceId"] = context.TraceIdentifier },
        };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }
}

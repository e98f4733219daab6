using System.Globalization;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>Tells programs that an answer is from the last state: <c>Portal-Degraded: database; since=2026-11-12T03:07:00Z</c>.</summary>
public sealed class DegradedHeader(RequestDelegate next, IDatabaseHealth database)
{
    public const string Name = "Portal-Degraded";

    public Task InvokeAsync(HttpContext context)
    {
        if (database.DownSince is { } since)
        {
            context.Response.Headers[Name] = "database; since=" + since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return next(context);
    }
}

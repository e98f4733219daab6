namespace Portal.Web;

/// <summary>
/// Outside development cookies travel over HTTPS only, so a page over plain HTTP could neither sign anybody in nor take a form.
/// It says so instead of failing. The API with bearer tokens and the health probes are not concerned.
/// </summary>
public sealed class PagesNeedHttps(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsHttps || Problems.WantsJson(context) || context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            "The pages of this portal are served over HTTPS only. Open the https:// address. Operators: put TLS in front and set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true, "
            + "so that the portal learns of it; or listen on an https:// address.", context.RequestAborted);
    }
}

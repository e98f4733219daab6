using Portal.Application.Audit;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>An attempt at a change that never reached a use case - nobody signed in, no antiforgery token - leaves a row too.</summary>
public sealed class RefusedAttempts(RequestDelegate next)
{
    private const int LongestPath = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || context.Request.Path == "/sign-in")
        {
            return;
        }

        // Signed out: the API answers 401, a page is sent to sign in.
        var signedOut = context.User.Identity is not { IsAuthenticated: true }
            && context.Response.StatusCode is (StatusCodes.Status401Unauthorized or StatusCodes.Status302Found);
        if (signedOut)
        {
            var audit = context.RequestServices.GetRequiredService<IAuditTrail>();
            var path = context.Request.Path.Value ?? "";
            audit.Begin("http." + method.ToLowerInvariant(), path.Length <= LongestPath ? path : path[..LongestPath]);
            await audit.CompleteAsync(new Unauthenticated(), CancellationToken.None);
        }
    }
}

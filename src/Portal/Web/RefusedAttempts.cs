using Microsoft.AspNetCore.Authorization;
using Portal.Application.Audit;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>An attempt at a change that never reached a use case - nobody signed in, no antiforgery token, no such persona - leaves a row too.</summary>
public sealed class RefusedAttempts(RequestDelegate next)
{
    private const int LongestPath = 200;
    private static readonly object Key = new();

    /// <summary>Says that a filter or page refused the request before any use case could.</summary>
    public static void Note(HttpContext context, string reason) => context.Items[Key] = new Forbidden("request.refused", reason);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return;
        }

        // Signed out: the API answers 401, a page is sent to sign in.
        var refused = context.Items[Key] as Failure;
        var signedOut = context.User.Identity is not { IsAuthenticated: true } && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null
            && context.Response.StatusCode is (StatusCodes.Status401Unauthorized or StatusCodes.Status302Found);
        if (signedOut || refused is not null)
        {
            var audit = context.RequestServices.GetRequiredService<IAuditTrail>();
            var path = context.Request.Path.Value ?? "";
            audit.Begin("http." + method.ToLowerInvariant(), path.Length <= LongestPath ? path : path[..LongestPath]);
            await audit.CompleteAsync(refused ?? new Unauthenticated(), CancellationToken.None);
        }
    }
}

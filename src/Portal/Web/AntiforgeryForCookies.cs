using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Portal.Web;

/// <summary>
/// Every unsafe request that a cookie could have carried needs the antiforgery token: form field or RequestVerificationToken
/// header. A bearer token is never sent by a browser on its own, so requests with one are exempt.
/// </summary>
public sealed class AntiforgeryForCookies(IAntiforgery antiforgery) : IAsyncAuthorizationFilter, IOrderedFilter
{
    /// <summary>After authorization, as the framework's own filter.</summary>
    public int Order => 1000;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method)
            || http.User.Identities.Any(i => i is TokenIdentity)
            || context.Filters.Any(f => f is IgnoreAntiforgeryTokenAttribute))
        {
            return;
        }

        try
        {
            await antiforgery.ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException ex)
        {
            // A form that is too large is not read, and so its token is not found either.
            var detail = ex.InnerException is InvalidDataException ? "The form could not be read: it is larger than any page takes, or was cut off on its way. Nothing was done. Send less of it."
                : "The form was sent without a valid antiforgery token: it is too old, or was not opened here. Open the page again and repeat.";
            RefusedAttempts.Note(http, detail);
            if (Problems.WantsJson(http))
            {
                await Problems.WriteAsync(http, StatusCodes.Status400BadRequest, "request.antiforgery", detail);
                context.Result = new EmptyResult();
            }
            else
            {
                context.Result = new ViewResult
                {
                    StatusCode = StatusCodes.Status400BadRequest,
                    ViewName = "Failure",
                    ViewData = new(new Microsoft.AspNetCore.Mvc.ModelBinding.EmptyModelMetadataProvider(), context.ModelState)
                    {
                        Model = new Application.Common.Conflict("request.antiforgery", detail),
                    },
                };
            }
        }
    }
}

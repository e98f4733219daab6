using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>
/// What is posted to these pages is a form or nothing. The form is read here, before binding, which would leave every argument null when
/// it cannot be read: 415 for another content type, 413 for a body that is too long, 400 for a form that is broken.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FormPostsAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method) || IsEmpty(request))
        {
            await next();
            return;
        }

        if (!request.HasFormContentType)
        {
            context.Result = Refuse(context, StatusCodes.Status415UnsupportedMediaType, $"The form was sent as '{request.ContentType}'. This page takes application/x-www-form-urlencoded or multipart/form-data; programs use the API below /api/v1.");
            return;
        }

        try
        {
            await request.ReadFormAsync(context.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException ex)
        {
            context.Result = Refuse(context, ex.StatusCode, $"The form could not be read. {ex.Message}");
            return;
        }
        catch (Exception ex) when (ex is InvalidDataException or IOException)
        {
            context.Result = Refuse(context, StatusCodes.Status400BadRequest, $"The form could not be read: it is broken, or larger than a form may be. {ex.Message}");
            return;
        }

        await next();
    }

    private static bool IsEmpty(HttpRequest request)
        => string.IsNullOrEmpty(request.ContentType) && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private static ViewResult Refuse(ResourceExecutingContext context, int status, string words) => new()
    {
        StatusCode = status,
        ViewName = "Failure",
        ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), context.ModelState) { Model = new UnreadableForm(words) },
    };
}

/// <summary>What was posted to a page is no form.</summary>
public sealed record UnreadableForm(string Words) : Failure("request.malformed", Words);

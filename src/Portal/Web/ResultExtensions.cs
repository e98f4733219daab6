using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>Turns what a use case answered into a page or into JSON; failures keep their words.</summary>
public static class ResultExtensions
{
    /// <summary>Puts what the use case refused beside the fields.</summary>
    public static void AddTo(this Failure failure, ModelStateDictionary state)
    {
        if (failure is Invalid invalid)
        {
            foreach (var (field, messages) in invalid.Fields)
            {
                foreach (var message in messages)
                {
                    state.AddModelError(field, message);
                }
            }
        }
        else
        {
            state.AddModelError("", failure.Message);
        }
    }

    /// <summary>HTTP status of a failure.</summary>
    public static int Status(this Failure failure) => failure switch
    {
        NotFound => StatusCodes.Status404NotFound,
        Forbidden => StatusCodes.Status403Forbidden,
        Unauthenticated => StatusCodes.Status401Unauthorized,
        Conflict => StatusCodes.Status409Conflict,
        Rejected => StatusCodes.Status422UnprocessableEntity,
        TooMany => StatusCodes.Status429TooManyRequests,
        Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>The failure as a page, inside the frame.</summary>
    public static IActionResult ToPage(this Failure failure, Controller controller)
    {
        controller.Response.StatusCode = failure.Status();
        return controller.View("Failure", failure);
    }

    /// <summary>The failure as RFC 9457 problem details; messages by field under <c>errors</c>.</summary>
    public static IActionResult ToProblem(this Failure failure)
    {
        var status = failure.Status();
        var problem = failure is Invalid invalid
            ? new ValidationProblemDetails(invalid.Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal))
            : new ProblemDetails();
        problem.Status = status;
        problem.Type = $"urn:portal:{failure.Code}";
        problem.Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
        problem.Detail = failure.Message;
        problem.Extensions["code"] = failure.Code;
        return new ObjectResult(problem) { StatusCode = status, ContentTypes = { "application/problem+json" } };
    }

    /// <summary>200 with the value as JSON, or the problem.</summary>
    public static IActionResult ToJson<T>(this Result<T> result)
        => result.Match(value => new OkObjectResult(value), failure => failure.ToProblem());

    /// <summary>The view with the value as its model, or the failure page.</summary>
    public static IActionResult ToPage<T>(this Result<T> result, Controller controller, string? view = null)
        => result.Match(value => view is null ? controller.View(value) : controller.View(view, value), failure => failure.ToPage(controller));
}

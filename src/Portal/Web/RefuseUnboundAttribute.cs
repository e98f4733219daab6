using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>A value of the address that cannot be read is refused in words. Left to binding, a page would show everything as if nothing had been asked.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RefuseUnboundAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        var wrong = context.ModelState.Where(e => e.Value is { Errors.Count: > 0, AttemptedValue.Length: > 0 })
            .ToDictionary(e => e.Key, e => BindingWords.Of(context, e.Key, e.Value!), StringComparer.Ordinal);
        if (PageNumber.Problem(context.HttpContext.Request.Query) is { } none)
        {
            wrong.TryAdd(PageNumber.Parameter, [none]);
        }

        if (wrong.Count > 0 && context.Controller is Controller page)
        {
            context.Result = new Invalid(wrong).ToPage(page);
        }
    }
}

using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;

namespace Portal.Web.Features.Shared;

/// <summary>Addresses nobody serves, and small things of the frame.</summary>
[FormPosts]
public sealed class ErrorsController : Controller
{
    public IActionResult NotFoundPage()
    {
        var failure = new NotFound("page.unknown", $"There is no page {Request.Path}. Search above, or start from the catalog.");
        return Problems.WantsJson(HttpContext) ? failure.ToProblem() : failure.ToPage(this);
    }

    [HttpPost("/theme")]
    public IActionResult Theme([FromForm] string? returnUrl)
    {
        var dark = Request.Cookies["theme"] == "dark";
        Response.Cookies.Append("theme", dark ? "light" : "dark", new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Path = "/" });
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}

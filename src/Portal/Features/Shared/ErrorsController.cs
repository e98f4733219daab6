using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;

namespace Portal.Web.Features.Shared;

/// <summary>Addresses nobody serves, and small things of the frame.</summary>
[FormPosts]
public sealed class ErrorsController : Controller
{
    [HttpGet(WebServices.NotFoundPath)]
    public IActionResult NotFoundPage()
        => new NotFound("page.unknown", $"There is no page {HttpContext.Items[WebServices.NotFoundPath] ?? Request.Path.Value}. Search above, or start from the catalog.").ToPage(this);

    [HttpPost("/theme")]
    public IActionResult Theme([FromForm] string? returnUrl)
    {
        var dark = Request.Cookies["theme"] == "dark";
        Response.Cookies.Append("theme", dark ? "light" : "dark", new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Path = "/" });
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Onboarding;

namespace Portal.Web.Features.Identity;

/// <summary>The only pages that nobody needs to be signed in for.</summary>
[AllowAnonymous]
[FormPosts]
public sealed class SignInController(SignInWays ways, IPersonas personas) : Controller
{
    [HttpGet("/sign-in")]
    public IActionResult Index(string? returnUrl = null, string? failed = null)
        => View(new SignInPage(ways, ways.Development ? personas.All() : [], Local(returnUrl), failed));

    [HttpPost("/sign-in")]
    public async Task<IActionResult> Pick([FromForm] string user, [FromForm] string? returnUrl = null)
    {
        if (!ways.Development || personas.All().FirstOrDefault(p => string.Equals(p.UserRef, user, StringComparison.OrdinalIgnoreCase)) is not { } persona)
        {
            RefusedAttempts.Note(HttpContext, $"Sign-in as {user} was refused: only listed personas can be picked.");
            return new Application.Common.Forbidden("identity.no_persona", "Only the personas listed on the sign-in page can be picked.").ToPage(this);
        }

        var identity = new ClaimsIdentity([new(HttpCurrentUser.UserRefClaim, persona.UserRef), new(ClaimTypes.Name, persona.DisplayName)], "Development");
        await HttpContext.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
        return LocalRedirect(Local(returnUrl) is "/" && persona.Label == "newcomer" ? "/start" : Local(returnUrl));
    }

    [HttpGet("/sign-in/oidc")]
    public IActionResult OpenIdConnect(string? returnUrl = null)
        => ways.OpenIdConnect ? Challenge(new AuthenticationProperties { RedirectUri = Local(returnUrl) }, SignInServices.OpenIdConnectScheme) : NotFound();

    [HttpPost("/sign-out")]
    public async Task<IActionResult> SignOutHere()
    {
        await HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return LocalRedirect("/sign-in");
    }

    private string Local(string? url) => Url.IsLocalUrl(url) ? url : "/";
}

/// <summary>What the sign-in page shows.</summary>
public sealed record SignInPage(SignInWays Ways, IReadOnlyList<Persona> Personas, string ReturnUrl, string? Failed);

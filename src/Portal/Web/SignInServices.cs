using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Identity.Web;

namespace Portal.Web;

/// <summary>How people sign in.</summary>
/// <param name="Development">Personas may be picked.</param>
/// <param name="OpenIdConnect">An authority is configured in section AzureAd.</param>
public sealed record SignInWays(bool Development, bool OpenIdConnect);

public static class SignInServices
{
    public const string OpenIdConnectScheme = "OpenIdConnect";
    private const string Either = "Portal";

    /// <summary>Cookie for pages, bearer token for the API; nothing is open unless it says so.</summary>
    /// <exception cref="InvalidOperationException">Development sign-in is asked for in Production without the explicit consent.</exception>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var development = configuration.GetValue("Identity:DevelopmentSignIn", environment.IsDevelopment());
        if (development && environment.IsProduction() && !configuration.GetValue<bool>("Identity:AllowDevelopmentSignInInProduction"))
        {
            throw new InvalidOperationException(
                "Identity:DevelopmentSignIn is true in Production: anybody could sign in as anybody. Remove it, or, for a closed demonstration, "
                + "also set Identity:AllowDevelopmentSignInInProduction to true.");
        }

        var section = configuration.GetSection(Constants.AzureAd);
        var openIdConnect = !string.IsNullOrEmpty(section["ClientId"]);
        services.AddSingleton(new SignInWays(development, openIdConnect));
        services.Configure<BootstrapOptions>(configuration.GetSection(BootstrapOptions.Section));
        services.AddSingleton<TokenActors>();

        var authentication = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options =>
            {
                options.ForwardDefaultSelector = context => TokenAuthentication.IsSent(context.Request) ? TokenAuthentication.Scheme : CookieAuthenticationDefaults.AuthenticationScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Scheme, null);
        if (openIdConnect)
        {
            authentication.AddMicrosoftIdentityWebApp(options =>
            {
                section.Bind(options);
                options.ResponseType = "code";
                options.UsePkce = true;
                options.Scope.Add("email");
                options.MapInboundClaims = false;
                options.TokenValidationParameters.NameClaimType = "name";
                options.Events.OnRemoteFailure = failed =>
                {
                    var reference = failed.HttpContext.TraceIdentifier;
                    Log.SignInFailed(failed.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(SignInServices)), failed.Failure, reference);
                    failed.Response.Redirect("/sign-in?failed=" + Uri.EscapeDataString(reference));
                    failed.HandleResponse();
                    return Task.CompletedTask;
                };
            }, cookie => { }, OpenIdConnectScheme, CookieAuthenticationDefaults.AuthenticationScheme);
        }
        else
        {
            authentication.AddCookie();
        }

        services.Configure<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme, options =>
        {
            options.Cookie.Name = "portal";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.LoginPath = "/sign-in";
            options.LogoutPath = "/sign-out";
            options.ExpireTimeSpan = TimeSpan.FromHours(10);
            options.SlidingExpiration = true;
            options.Events.OnRedirectToLogin = context => RedirectOrRefuse(context, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => RedirectOrRefuse(context, StatusCodes.Status403Forbidden);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "portal-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    private static Task RedirectOrRefuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (Problems.WantsJson(context.HttpContext))
        {
            return Problems.WriteAsync(context.HttpContext, status, "identity.unauthenticated", "Sign in, or send 'Authorization: Bearer <token>'. Make a token at /admin/tokens.");
        }

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static class Log
    {
        private static readonly Action<ILogger, string, Exception?> SignInFailedMessage = LoggerMessage.Define<string>(
            LogLevel.Warning, new EventId(4002, nameof(SignInFailed)), "Sign-in failed, reference {Reference}");

        public static void SignInFailed(ILogger logger, Exception? ex, string reference) => SignInFailedMessage(logger, reference, ex);
    }
}

using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Portal.Web;

/// <summary>Bearer tokens of the API: Bootstrap:AdminToken, and the tokens people make. A refused token says why.</summary>
public sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenActors tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Token";
    private const string Bearer = "Bearer ";

    public static bool IsSent(HttpRequest request)
        => request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsSent(Request))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var text = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        var (actor, refusal) = tokens.Check(text);
        return Task.FromResult(actor is null
            ? AuthenticateResult.Fail(refusal)
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new TokenIdentity(actor)), Scheme)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = refusal is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        await Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, "identity.unauthenticated",
            refusal ?? "Send 'Authorization: Bearer <token>'. Make a token at /admin/tokens.");
    }
}

using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>Bearer tokens of the API: Bootstrap:AdminToken, and the tokens people make. A refused token says why.</summary>
public sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ITokenDirectory tokens,
    IActorDirectory actors,
    IConfiguration configuration,
    TimeProvider clock)
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
        var (actor, refusal) = Check(text);
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

    private (Actor? Actor, string Refusal) Check(string text)
    {
        if (configuration["Bootstrap:AdminToken"] is { Length: > 0 } bootstrap
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bootstrap), Encoding.UTF8.GetBytes(text)))
        {
            return (new Actor("token:bootstrap", "Bootstrap token", Role.Admin, []), "");
        }

        if (tokens.Find(ApiToken.HashOf(text)) is not { } token)
        {
            return (null, "The bearer token is not known here. Make one at /admin/tokens.");
        }

        if (token.RevokedAt is { } revoked)
        {
            return (null, $"The token '{token.Name}' was revoked at {Moment(revoked)}. Make a new one at /admin/tokens.");
        }

        if (token.ExpiresAt <= clock.GetUtcNow())
        {
            return (null, $"The token '{token.Name}' expired at {Moment(token.ExpiresAt)}. Make a new one at /admin/tokens.");
        }

        var actor = token.UserRef is { } user ? actors.OfUser(user) : new Actor("token:" + token.Name, token.Name, token.Role, []);
        return (actor with { Scopes = token.Scopes?.Split(' ') }, "");
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}

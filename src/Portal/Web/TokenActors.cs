using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>A first token for automation (section Bootstrap).</summary>
public sealed class BootstrapOptions
{
    public const string Section = "Bootstrap";

    /// <summary>Text of a bearer token with the role of an administrator; empty: there is none.</summary>
    public string? AdminToken { get; set; }
}

/// <summary>From the text of a bearer token to who is asking: Bootstrap:AdminToken, and the tokens people make. Memory only, a microsecond.</summary>
public sealed class TokenActors(ITokenDirectory tokens, IActorDirectory actors, IOptionsMonitor<BootstrapOptions> bootstrap, TimeProvider clock)
{
    private static readonly Actor Bootstrap = new("token:bootstrap", "Bootstrap token", Role.Admin, []);

    /// <returns>The actor, or null and why the token is refused, in words for its holder.</returns>
    public (Actor? Actor, string Refusal) Check(string text)
    {
        if (bootstrap.CurrentValue.AdminToken is { Length: > 0 } admin && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(admin), Encoding.UTF8.GetBytes(text)))
        {
            return (Bootstrap, "");
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

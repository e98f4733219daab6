using System.Security.Claims;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>The actor behind the request's principal, worked out once per request from the catalog in memory.</summary>
public sealed class HttpCurrentUser(IHttpContextAccessor http, IActorDirectory directory) : ICurrentUser
{
    /// <summary>Claim of the development sign-in: the catalog user chosen.</summary>
    public const string UserRefClaim = "portal:user";

    private static readonly object Key = new();

    public Actor? Actor
    {
        get
        {
            if (http.HttpContext is not { } context || context.User.Identity is not { IsAuthenticated: true })
            {
                return null;
            }

            // Asked many times per page; the principal may change once, when authentication runs.
            if (context.Items.TryGetValue(Key, out var kept) && kept is (ClaimsPrincipal principal, Actor actor) && ReferenceEquals(principal, context.User))
            {
                return actor;
            }

            var found = Find(context.User);
            context.Items[Key] = (context.User, found);
            return found;
        }
    }

    private Actor Find(ClaimsPrincipal user)
    {
        if (user.Identities.OfType<TokenIdentity>().FirstOrDefault() is { } token)
        {
            return token.PortalActor;
        }

        if (user.FindFirstValue(UserRefClaim) is { } userRef)
        {
            return directory.OfUser(userRef, user.Identity?.Name);
        }

        var email = user.FindFirstValue("email") ?? user.FindFirstValue(ClaimTypes.Email) ?? user.FindFirstValue("preferred_username") ?? user.FindFirstValue(ClaimTypes.Upn);
        var id = user.FindFirstValue("oid") ?? user.FindFirstValue("http://schemas.microsoft.com/identity/claims/objectidentifier")
            ?? user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier);
        var name = user.FindFirstValue("name") ?? user.Identity?.Name ?? email ?? id ?? "Unknown";
        return directory.FindUser(id, email) is { } known
            ? directory.OfUser(known)
            : directory.OfUser("external:" + (email ?? id ?? name), name);
    }
}

/// <summary>Identity of a request that came with a bearer token.</summary>
public sealed class TokenIdentity(Actor actor) : ClaimsIdentity([new Claim(ClaimTypes.Name, actor.DisplayName)], TokenAuthentication.Scheme)
{
    public Actor PortalActor { get; } = actor;
}

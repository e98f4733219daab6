namespace Portal.Application.Identity;

/// <summary>What a person or token may do in general; each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Reads everything that is not administration.</summary>
    Viewer,

    /// <summary>Also creates services, and changes what the own teams own.</summary>
    Engineer,

    /// <summary>Also manages sources, clusters and templates, for every team.</summary>
    PlatformEngineer,

    /// <summary>Everything, tokens and access included.</summary>
    Admin,
}

/// <summary>Who is asking.</summary>
/// <param name="Ref">user:default/name, or token:name for a service token; what the audit trail keeps.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Role">The highest role.</param>
/// <param name="Groups">Refs of the groups the actor belongs to, ancestors included, lower case.</param>
/// <param name="UserRef">The catalog user behind the actor, or null for a service token or an unknown sign-in.</param>
/// <param name="Scopes">For tokens: the only permissions it may use; null means all of the role's.</param>
public sealed record Actor(
    string Ref,
    string DisplayName,
    Role Role,
    IReadOnlyList<string> Groups,
    string? UserRef = null,
    IReadOnlyList<string>? Scopes = null)
{
    /// <summary>The portal itself: schedules, resumed runs.</summary>
    public static Actor System { get; } = new("system:portal", "Portal", Role.Admin, []);
}

/// <summary>The actor of the current request, or null when nobody is signed in.</summary>
public interface ICurrentUser
{
    Actor? Actor { get; }
}

namespace Portal.Application.Identity;

/// <summary>From a sign-in to an actor: the catalog's users and groups, and the roles that settings give them.</summary>
public interface IActorDirectory
{
    /// <summary>The actor behind a catalog user; unknown refs become a viewer without groups.</summary>
    Actor OfUser(string userRef, string? displayName = null);

    /// <summary>The catalog user with this directory object id or e-mail address, or null.</summary>
    string? FindUser(string? objectId, string? email);
}

/// <summary>Which users and groups have which role (section Access). Known users are engineers unless listed; strangers are viewers.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Refs of users and groups.</summary>
    public IList<string> Admins { get; init; } = [];

    /// <summary>Refs of users and groups.</summary>
    public IList<string> PlatformEngineers { get; init; } = [];

    /// <summary>Refs of users and groups that may only read, whatever their other groups say.</summary>
    public IList<string> Viewers { get; init; } = [];
}

namespace Portal.Application.Common;

/// <summary>Why a use case did not do what was asked. The code is stable and machine-readable, the message is for people and says how to fix it.</summary>
public abstract record Failure(string Code, string Message);

/// <summary>The thing asked for does not exist, or the caller may not know that it does.</summary>
public sealed record NotFound(string Code, string Message) : Failure(Code, Message);

/// <summary>Known caller, not allowed. The message says why and who could.</summary>
public sealed record Forbidden(string Code, string Message) : Failure(Code, Message);

/// <summary>Nobody is signed in.</summary>
public sealed record Unauthenticated() : Failure("identity.unauthenticated", "Sign in first, or send a valid bearer token.");

/// <summary>The request contradicts what is there already.</summary>
public sealed record Conflict(string Code, string Message) : Failure(Code, Message);

/// <summary>The request is not well formed; messages by field.</summary>
public sealed record Invalid(IReadOnlyDictionary<string, string[]> Fields)
    : Failure("request.invalid", string.Join(" ", Fields.SelectMany(f => f.Value)))
{
    public static Invalid Field(string field, string message)
        => new(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });
}

/// <summary>A neighbour (cluster, GitHub, database) does not answer.</summary>
public sealed record Unavailable(string Code, string Message, DateTimeOffset? Since = null) : Failure(Code, Message);

/// <summary>A neighbour understood what was asked and says no; the message holds its words.</summary>
public sealed record Rejected(string Code, string Message) : Failure(Code, Message);

/// <summary>As many as may be are open or under way already; later it may work.</summary>
public sealed record TooMany(string Code, string Message) : Failure(Code, Message);

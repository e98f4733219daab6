namespace Portal.Application.Common;

/// <summary>Keeps secrets unreadable at rest: those of waiting runs, and credentials of clusters.</summary>
public interface ISecretProtector
{
    string Protect(string text);

    /// <returns>Null when it cannot be read any more (keys were rotated away).</returns>
    string? Unprotect(string text);
}

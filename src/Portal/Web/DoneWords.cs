namespace Portal.Web;

/// <summary>For what a redirect says in the address of the page it leads to: anybody can write an address, so nothing but a name may be repeated from it.</summary>
public static class DoneWords
{
    private const int Longest = 400;

    /// <summary>Names of Kubernetes objects and clusters, also several with slashes between: no blanks, so no sentence.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= Longest } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '_' or ':');
}

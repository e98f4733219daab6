using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>Takes users, passwords and tokens out of addresses, before one is shown, logged or recorded.</summary>
public static partial class TargetMask
{
    /// <summary>The text without user information; also where it is malformed, since what is refused is recorded, too.</summary>
    public static string Mask(string text) => WithoutScheme().Replace(AfterScheme().Replace(text, "://"), "");

    // Up to the last @ of the authority; a password with an unescaped slash ends there, too, unless what looks like one is a port.
    [GeneratedRegex(@"://([^/@:\s]*:(?!\d+(/|\z))[^\s@]*@([^/?#\s]*@)?|[^/?#\s]*@)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex AfterScheme();

    [GeneratedRegex(@"^[^/@:\s]+:(?!//)[^\s@]+@", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WithoutScheme();
}

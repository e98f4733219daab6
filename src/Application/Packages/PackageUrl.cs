using System.Diagnostics.CodeAnalysis;

namespace Portal.Application.Packages;

/// <summary>A package URL: <c>pkg:npm/%40babel/core@7.24.0</c>. Qualifiers and subpath are read over: they do not name the package.</summary>
/// <param name="Ecosystem">The type, lower case.</param>
/// <param name="Name">As its registry writes it: @scope/name, group:artifact, github.com/owner/module.</param>
/// <param name="Version">Null where it is left out.</param>
/// <remarks>Source: package-url/purl-spec, "How to parse a purl string in its components", and its list of types.</remarks>
public sealed record PackageUrl(string Ecosystem, string Name, string? Version)
{
    private const string Scheme = "pkg:";

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PackageUrl? purl)
    {
        purl = null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = text.AsSpan(Scheme.Length).Trim();
        rest = Before(rest, '#');
        rest = Before(rest, '?').Trim('/');
        var slash = rest.IndexOf('/');
        if (slash <= 0 || !IsType(rest[..slash]))
        {
            return false;
        }

        var type = rest[..slash].ToString().ToLowerInvariant();
        rest = rest[(slash + 1)..].Trim('/');
        string? version = null;

        // An @ that is not percent-encoded and opens the name is a scope that was written as it is, not a version.
        if (rest.LastIndexOf('@') is > 0 and var at && rest[at - 1] != '/')
        {
            version = Decode(rest[(at + 1)..]);
            rest = rest[..at];
        }

        var parts = rest.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => Decode(p)).Where(p => p.Length > 0).ToArray();
        if (parts.Length == 0)
        {
            return false;
        }

        purl = new(type, NameOf(type, parts), string.IsNullOrWhiteSpace(version) ? null : version);
        return true;
    }

    public override string ToString()
    {
        string[] parts = Ecosystem == Ecosystems.Maven ? Name.Split(':') : Name.Split('/');
        var name = string.Join('/', parts.Select(Uri.EscapeDataString));
        return $"{Scheme}{Ecosystem}/{name}{(Version is null ? "" : "@" + Uri.EscapeDataString(Version))}";
    }

    // The distribution is part of a purl's namespace, not of a package's name.
    private static string NameOf(string type, string[] parts) => type switch
    {
        Ecosystems.Maven => string.Join('.', parts[..^1]) is { Length: > 0 } group ? $"{group}:{parts[^1]}" : parts[^1],
        "deb" or "rpm" or "apk" or "alpm" => parts[^1],
        _ => string.Join('/', parts),
    };

    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> text, char end) => text.IndexOf(end) is >= 0 and var at ? text[..at] : text;

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString());

    private static bool IsType(ReadOnlySpan<char> type)
    {
        foreach (var c in type)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '+'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(type[0]) && type.Length <= Ecosystems.NameMaxLength;
    }
}

using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>How names, keys and values of the envelope are written.</summary>
/// <remarks>Source: Backstage's FieldFormatEntityPolicy with its Kubernetes and common validators.</remarks>
public static partial class FieldFormat
{
    private const int LabelMaxLength = 63;
    private const int SubdomainMaxLength = 253;

    public static bool IsObjectName(string text) => text.Length is >= 1 and <= LabelMaxLength && ObjectName().IsMatch(text);

    public static bool IsDnsLabel(string text) => text.Length is >= 1 and <= LabelMaxLength && DnsLabel().IsMatch(text);

    public static bool IsKind(string text) => text.Length is >= 1 and <= LabelMaxLength && Kind().IsMatch(text);

    public static bool IsApiVersion(string text) => HasPrefix(text, suffix => suffix.Length is >= 1 and <= LabelMaxLength && Word().IsMatch(suffix));

    /// <summary>Of a label or an annotation.</summary>
    public static bool IsKey(string text) => HasPrefix(text, IsObjectName);

    public static bool IsLabelValue(string text) => text.Length == 0 || IsObjectName(text);

    public static bool IsTag(string text) => text.Length is >= 1 and <= LabelMaxLength && Tag().IsMatch(text);

    /// <summary>An absolute URL of any scheme, as browsers read it.</summary>
    public static bool IsUrl(string text)
    {
        var trimmed = text.Trim();
        if (!Scheme().IsMatch(trimmed))
        {
            return false;
        }

        var scheme = trimmed[..trimmed.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant();
        return scheme is not ("http" or "https" or "ftp" or "ws" or "wss")
            || (Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) && uri.Host.Length > 0);
    }

    private static bool HasPrefix(string text, Func<string, bool> isSuffix)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? isSuffix(text) : IsDnsSubdomain(text.AsSpan(0, slash)) && isSuffix(text[(slash + 1)..]);
    }

    private static bool IsDnsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length is < 1 or > SubdomainMaxLength)
        {
            return false;
        }

        foreach (var part in text.Split('.'))
        {
            if (text[part].Length is < 1 or > LabelMaxLength || !DnsLabel().IsMatch(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ObjectName();

    [GeneratedRegex(@"^[a-z0-9]+(-+[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[a-zA-Z][a-z0-9A-Z]*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^[a-z0-9A-Z]+\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z0-9:+#]+(-[a-z0-9:+#]+)*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9+.-]*:.", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Scheme();
}

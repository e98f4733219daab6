using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Application.Releases;

/// <summary>Takes obvious secrets out of what a container wrote before it is stored: tokens, passwords, keys. It cannot know them all; the operator guide says so.</summary>
internal static partial class LogMask
{
    private const string Masked = "***";

    /// <returns>The text with secrets masked; null for null.</returns>
    public static string? Mask(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        try
        {
            var masked = KeyBlock().Replace(text, "-----BEGIN PRIVATE KEY----- ***");
            masked = Bearer().Replace(masked, "${what} ***");
            masked = UserInUrl().Replace(masked, "${what}***@");
            masked = Named().Replace(masked, "${what}***");
            return WellKnown().Replace(masked, Masked);
        }
        catch (RegexMatchTimeoutException)
        {
            return $"{Masked} (this line could not be looked through for secrets in time)";
        }
    }

    /// <summary>The newest lines, masked, within the limits of a row.</summary>
    public static string Tail(IReadOnlyList<string> lines)
    {
        List<string> kept = [];
        var bytes = 0;
        var inKey = false;
        List<string> masked = [];
        foreach (var line in lines.TakeLast(ContainerEnd.LogMaxLines))
        {
            // A key spans lines; what lies between its marks is all of it secret.
            var begins = line.Contains("-----BEGIN", StringComparison.Ordinal) && line.Contains("PRIVATE KEY", StringComparison.Ordinal);
            masked.Add(inKey && !begins ? Masked : Mask(line) ?? "");
            inKey = (inKey || begins) && !line.Contains("-----END", StringComparison.Ordinal);
        }

        foreach (var line in Enumerable.Reverse(masked))
        {
            var size = Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes + size > ContainerEnd.LogMaxBytes)
            {
                break;
            }

            bytes += size;
            kept.Add(line);
        }

        kept.Reverse();
        return string.Join('\n', kept);
    }

    [GeneratedRegex(@"\b(?<what>Bearer|Basic|Negotiate)\s+[A-Za-z0-9+/=._~-]{6,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Bearer();

    [GeneratedRegex("""(?<what>(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|client[-_]?secret|private[-_]?key|credentials?|sharedaccesskey|accountkey|authorization|cookie)["']?\s*[:=]\s*)(?!(Bearer|Basic|Negotiate)\s+\*\*\*)("[^"]*"|'[^']*'|[^\s,;&"']+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<what>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex UserInUrl();

    // GitHub, Slack, AWS, Google, and anything that is a JSON web token.
    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex WellKnown();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", RegexOptions.Singleline | RegexOptions.CultureInvariant, 200)]
    private static partial Regex KeyBlock();
}

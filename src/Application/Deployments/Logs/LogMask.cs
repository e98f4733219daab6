using System.Text.RegularExpressions;

namespace Portal.Application.Deployments.Logs;

/// <summary>Takes obvious secrets out of what a container wrote before it is shown or stored: tokens, passwords, keys. It cannot know them all; the page and the operator guide say so.</summary>
public static partial class LogMask
{
    internal const string Masked = "***";

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

    [GeneratedRegex(@"\b(?<what>Bearer|Basic|Negotiate)\s+[A-Za-z0-9+/=._~-]{6,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Bearer();

    [GeneratedRegex("""(?<what>(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|client[-_]?secret|private[-_]?key|credentials?|sharedaccesskey|accountkey|authorization|cookie|[?&]sig)\\?["']?\s*[:=]\s*)(?!(Bearer|Basic|Negotiate)\s+\*\*\*)(\\"[^"\\]*\\"|"([^"\\]|\\.)*"|'[^']*'|[^\s,;&"']+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<what>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex UserInUrl();

    // GitHub, GitLab, npm, Slack, Stripe, AWS, Google, and anything that is a JSON web token.
    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|[sr]k_(live|test)_[A-Za-z0-9]{16,}|A(KI|SI)A[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WellKnown();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", RegexOptions.Singleline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex KeyBlock();
}

using System.Text.RegularExpressions;

namespace Portal.Application.Packages;

/// <summary>A version of a Python package.</summary>
/// <remarks>Source: PEP 440, "Version scheme", "Normalization" and "Summary of permitted suffixes and relative ordering".</remarks>
internal sealed partial class PythonVersion
{
    // Where a part is missing, it sorts before or after every one that is there.
    private const int Before = -1;
    private const int Present = 0;
    private const int After = 1;

    private readonly string _epoch;
    private readonly string[] _release;
    private readonly (int Place, string Letter, string Number) _pre;
    private readonly (int Place, string Number) _post;
    private readonly (int Place, string Number) _dev;
    private readonly string[]? _local;

    private PythonVersion(Match match)
    {
        _epoch = Group(match, "epoch");
        var release = match.Groups["release"].Value.Split('.').ToList();
        while (release.Count > 1 && release[^1].Trim('0').Length == 0)
        {
            release.RemoveAt(release.Count - 1);
        }

        _release = [.. release];
        var hasPre = match.Groups["pre"].Success;
        var hasPost = match.Groups["post"].Success;
        var hasDev = match.Groups["dev"].Success;
        _pre = hasPre ? (Present, Letter(match.Groups["pre_l"].Value), Group(match, "pre_n")) : (!hasPost && hasDev ? Before : After, "", "0");
        _post = hasPost ? (Present, match.Groups["post_n1"].Success ? match.Groups["post_n1"].Value : Group(match, "post_n2")) : (Before, "0");
        _dev = hasDev ? (Present, Group(match, "dev_n")) : (After, "0");
        _local = match.Groups["local"].Success ? match.Groups["local"].Value.ToLowerInvariant().Split('.', '-', '_') : null;
    }

    public static PythonVersion? TryParse(string text) => Scheme().Match(text) is { Success: true } match ? new(match) : null;

    public static int Compare(PythonVersion left, PythonVersion right)
    {
        var order = Digits.Compare(left._epoch, right._epoch);
        order = order != 0 ? order : CompareReleases(left._release, right._release);
        order = order != 0 ? order : left._pre.Place.CompareTo(right._pre.Place);
        order = order != 0 ? order : string.CompareOrdinal(left._pre.Letter, right._pre.Letter);
        order = order != 0 ? order : Digits.Compare(left._pre.Number, right._pre.Number);
        order = order != 0 ? order : left._post.Place.CompareTo(right._post.Place);
        order = order != 0 ? order : Digits.Compare(left._post.Number, right._post.Number);
        order = order != 0 ? order : left._dev.Place.CompareTo(right._dev.Place);
        order = order != 0 ? order : Digits.Compare(left._dev.Number, right._dev.Number);
        return order != 0 ? order : CompareLocals(left._local, right._local);
    }

    private static int CompareReleases(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = Digits.Compare(i < left.Length ? left[i] : "0", i < right.Length ? right[i] : "0");
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    // No local part sorts first; a number after a word; more parts after fewer.
    private static int CompareLocals(string[]? left, string[]? right)
    {
        if (left is null || right is null)
        {
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        }

        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (isLeftNumber, isRightNumber) = (left[i].All(char.IsAsciiDigit), right[i].All(char.IsAsciiDigit));
            var order = isLeftNumber != isRightNumber ? isLeftNumber.CompareTo(isRightNumber)
                : isLeftNumber ? Digits.Compare(left[i], right[i]) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static string Group(Match match, string name) => match.Groups[name] is { Success: true, Length: > 0 } group ? group.Value : "0";

    private static string Letter(string text) => text.ToLowerInvariant() switch
    {
        "a" or "alpha" => "a",
        "b" or "beta" => "b",
        _ => "rc", // c, rc, pre, preview
    };

    [GeneratedRegex("""
        ^v?((?<epoch>[0-9]+)!)?
        (?<release>[0-9]+(\.[0-9]+)*)
        (?<pre>[-_.]?(?<pre_l>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre_n>[0-9]+)?)?
        (?<post>-(?<post_n1>[0-9]+)|[-_.]?(post|rev|r)[-_.]?(?<post_n2>[0-9]+)?)?
        (?<dev>[-_.]?dev[-_.]?(?<dev_n>[0-9]+)?)?
        (\+(?<local>[a-z0-9]+([-_.][a-z0-9]+)*))?\z
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace, 200)]
    private static partial Regex Scheme();
}

namespace Portal.Application.Packages;

/// <summary>A version as Debian orders them: epoch, upstream version, revision. It takes any text, so ecosystems without published rules use it, too.</summary>
/// <remarks>Source: Debian Policy Manual, section 5.6.12, "Version".</remarks>
internal sealed record DebianVersion(string Epoch, string Upstream, string Revision)
{
    public static DebianVersion? TryParse(string text)
    {
        if (!text.Any(char.IsAsciiDigit))
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var epoch = colon > 0 && text.AsSpan(0, colon).IndexOfAnyExceptInRange('0', '9') < 0 ? text[..colon] : "0";
        var rest = colon > 0 && epoch.Length == colon ? text[(colon + 1)..] : text;
        var hyphen = rest.LastIndexOf('-');
        return hyphen > 0 ? new(epoch, rest[..hyphen], rest[(hyphen + 1)..]) : new(epoch, rest, "");
    }

    public static int Compare(DebianVersion left, DebianVersion right)
        => Digits.Compare(left.Epoch, right.Epoch) is not 0 and var byEpoch ? byEpoch
            : CompareParts(left.Upstream, right.Upstream) is not 0 and var byUpstream ? byUpstream
            : CompareParts(left.Revision, right.Revision);

    private static int CompareParts(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 || right.Length > 0)
        {
            while ((left.Length > 0 && !char.IsAsciiDigit(left[0])) || (right.Length > 0 && !char.IsAsciiDigit(right[0])))
            {
                var difference = Weight(left) - Weight(right);
                if (difference != 0)
                {
                    return difference;
                }

                left = left.Length > 0 && !char.IsAsciiDigit(left[0]) ? left[1..] : left;
                right = right.Length > 0 && !char.IsAsciiDigit(right[0]) ? right[1..] : right;
            }

            var leftNumber = Number(ref left);
            var rightNumber = Number(ref right);
            if (Digits.Compare(leftNumber, rightNumber) is not 0 and var byNumber)
            {
                return byNumber;
            }
        }

        return 0;
    }

    // A tilde sorts before everything, even the end; letters before what is no letter.
    private static int Weight(ReadOnlySpan<char> text)
        => text.Length == 0 || char.IsAsciiDigit(text[0]) ? 0 : text[0] == '~' ? -1 : char.IsAsciiLetter(text[0]) ? text[0] : text[0] + 256;

    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
        var number = text[..length];
        text = text[length..];
        return number;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Application.Versions;

/// <summary>A version with an order. Source: Semantic Versioning 2.0.0, section 11; a leading v, two numbers (2026.11) and four are taken, too.</summary>
public sealed partial record SemanticVersion : IComparable<SemanticVersion>
{
    private readonly long[] _numbers;
    private readonly string[] _before;

    private SemanticVersion(string text, long[] numbers, string[] before) => (Text, _numbers, _before) = (text, numbers, before);

    /// <summary>As written, without a leading v.</summary>
    public string Text { get; }

    /// <summary>Whether it stands before a release, such as 2.0.0-rc.1.</summary>
    public bool IsPrerelease => _before.Length > 0;

    /// <returns>Null when the text is no version.</returns>
    public static SemanticVersion? Parse(string? text)
    {
        if (text is null or { Length: > 100 } || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var numbers = match.Groups["numbers"].Value.Split('.').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new(text.TrimStart('v', 'V'), numbers, match.Groups["before"].Value is { Length: > 0 } before ? before.Split('.') : []);
    }

    /// <summary>
    /// Takes a tag apart: v1.2.3 and release-1.2.3 are a repository's own, orders-v1.2.3, orders/v1.2.3 and @shop/orders@1.2.3 are those of a part named orders.
    /// </summary>
    /// <param name="part">Lower case; empty for the repository's own.</param>
    /// <returns>Null when no version stands at the end.</returns>
    public static SemanticVersion? OfTag(string tag, out string part)
    {
        part = "";
        if (Parse(tag) is { } whole)
        {
            return whole;
        }

        if (tag.Length > 200 || Tag().Match(tag) is not { Success: true } match || Parse(match.Groups["version"].Value) is not { } version)
        {
            return null;
        }

        var name = match.Groups["part"].Value.ToLowerInvariant();
        name = name[(name.LastIndexOf('/') + 1)..].TrimStart('@');
        part = name is "release" or "releases" or "version" or "rel" or "v" or "ver" ? "" : name;
        return version;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < Math.Max(_numbers.Length, other._numbers.Length); i++)
        {
            var order = _numbers.ElementAtOrDefault(i).CompareTo(other._numbers.ElementAtOrDefault(i));
            if (order != 0)
            {
                return order;
            }
        }

        return IsPrerelease && other.IsPrerelease ? Before(_before, other._before) : other.IsPrerelease.CompareTo(IsPrerelease);
    }

    public bool Equals(SemanticVersion? other) => CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(_numbers[0], _numbers.ElementAtOrDefault(1), _numbers.ElementAtOrDefault(2), IsPrerelease);

    public override string ToString() => Text;

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    // Numbers by value and below words, words by their bytes, the longer one last.
    private static int Before(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (a, b) = (Number(left[i]), Number(right[i]));
            var order = (a, b) switch
            {
                ({ } x, { } y) => x.CompareTo(y),
                ({ }, null) => -1,
                (null, { }) => 1,
                _ => string.CompareOrdinal(left[i], right[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static decimal? Number(string text) => text.Length <= 28 && decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^[vV]?(?<numbers>\d{1,15}(\.\d{1,15}){1,3})(-(?<before>[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+[0-9A-Za-z.-]+)?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Form();

    [GeneratedRegex(@"^(?<part>[A-Za-z0-9@._/-]*?[A-Za-z0-9])[-/@_](?<version>[vV]?\d+\.\d.*)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Tag();
}
